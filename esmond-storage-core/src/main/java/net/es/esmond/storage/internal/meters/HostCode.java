package net.es.esmond.storage.internal.meters;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs code of a host's registries, whose faults harm no call. The first fault is logged. */
public final class HostCode {
  private static final Logger LOG = LoggerFactory.getLogger(HostCode.class);

  private final String what;
  private final AtomicBoolean told = new AtomicBoolean();

  /**
   * Names the code.
   *
   * @param what what the host's code does, for the log
   */
  public HostCode(String what) {
    this.what = what;
  }

  /** Runs code of the host. */
  public void run(Runnable code) {
    get(
        () -> {
          code.run();
          return true;
        },
        () -> false);
  }

  /** Returns what code of the host makes, or makes something else when that code throws. */
  public <T> T get(Supplier<T> code, Supplier<T> otherwise) {
    try {
      return code.get();
    } catch (RuntimeException | Error e) {
      if (!told.getAndSet(true)) {
        LOG.warn(
            "{} failed; the calls of the storage go on, and later failures are not logged",
            what,
            e);
      }
      return otherwise.get();
    }
  }
}
