package net.es.esmond.storage.internal.async;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work on the host's executor, or on threads of the library when that executor refuses it. The
 * host's executor is asked on those threads, too: it may wait for room, or do the work right there.
 */
final class HostExecutor implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(HostExecutor.class);

  private final Executor host;
  private final Executor own;
  private final AtomicBoolean refusing = new AtomicBoolean();

  HostExecutor(Executor host, Executor own) {
    this.host = host;
    this.own = own;
  }

  @Override
  public void execute(Runnable work) {
    own.execute(() -> handOver(work));
  }

  private void handOver(Runnable work) {
    try {
      host.execute(work);
      refusing.set(false);
    } catch (RuntimeException | Error e) {
      if (!refusing.getAndSet(true)) {
        LOG.warn("the host's completion executor refuses work; the library's threads do it", e);
      }
      work.run();
    }
  }
}
