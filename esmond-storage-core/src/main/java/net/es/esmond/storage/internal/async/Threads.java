package net.es.esmond.storage.internal.async;

import java.util.concurrent.ThreadFactory;

/** Creates daemon threads with a name. */
public final class Threads {
  private Threads() {}

  /**
   * Returns a factory of daemon threads with this name, most often for an executor of one thread.
   */
  public static ThreadFactory named(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
