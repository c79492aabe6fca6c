package net.es.esmond.storage.sql.internal.pool;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Creates daemon threads that are named {@code esmond-sql-ROLE-N}. */
final class DaemonThreads implements ThreadFactory {
  private final String role;
  private final AtomicInteger count = new AtomicInteger();

  DaemonThreads(String role) {
    this.role = role;
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(task, "esmond-sql-" + role + "-" + count.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}
