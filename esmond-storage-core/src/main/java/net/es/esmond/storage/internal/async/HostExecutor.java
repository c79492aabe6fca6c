package net.es.esmond.storage.internal.async;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs work on the host's executor, or on threads of the library when that executor refuses it. */
final class HostExecutor implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(HostExecutor.class);

  private final Executor host;
  private final Executor instead;
  private final AtomicBoolean refusing = new AtomicBoolean();

  HostExecutor(Executor host, Executor instead) {
    this.host = host;
    this.instead = instead;
  }

  @Override
  public void execute(Runnable work) {
    try {
      host.execute(work);
      refusing.set(false);
    } catch (RuntimeException | Error e) {
      if (!refusing.getAndSet(true)) {
        LOG.warn("the host's completion executor refuses work; the library's threads do it", e);
      }
      instead.execute(work);
    }
  }
}
