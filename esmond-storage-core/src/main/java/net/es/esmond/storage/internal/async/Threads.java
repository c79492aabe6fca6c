package net.es.esmond.storage.internal.async;

import java.util.concurrent.ThreadFactory;

/** Makes daemon threads that have a name. */
public final class Threads {
  private Threads() {}

  /** Names the threads of an executor, most often its only one. */
  public static ThreadFactory named(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
