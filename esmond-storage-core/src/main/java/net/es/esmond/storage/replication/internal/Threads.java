package net.es.esmond.storage.replication.internal;

import java.util.concurrent.ThreadFactory;

/** Names threads. */
final class Threads {
  private Threads() {}

  static ThreadFactory named(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
