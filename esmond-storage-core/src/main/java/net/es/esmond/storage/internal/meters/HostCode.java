package net.es.esmond.storage.internal.meters;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs code of a host's registries, whose faults harm no call. The first fault is logged. */
final class HostCode {
  private static final Logger LOG = LoggerFactory.getLogger(HostCode.class);

  private final String what;
  private final AtomicBoolean told = new AtomicBoolean();

  /**
   * Names the code.
   *
   * @param what what the host's code does, for the log
   */
  HostCode(String what) {
    this.what = what;
  }

  void run(Runnable code) {
    try {
      code.run();
    } catch (RuntimeException | Error e) {
      if (!told.getAndSet(true)) {
        LOG.warn(
            "{} failed; the calls of the storage go on, and later failures are not logged",
            what,
            e);
      }
    }
  }
}
