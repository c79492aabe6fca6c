package net.es.esmond.storage.testkit.internal;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

/** Runs a few long tasks at once. */
public final class Parallel {
  private Parallel() {}

  /** Returns when all have ended; throws the first one's error, the others suppressed in it. */
  public static void run(List<? extends Runnable> tasks) {
    List<CompletableFuture<Void>> running =
        IntStream.range(0, tasks.size())
            .mapToObj(
                i -> CompletableFuture.runAsync(tasks.get(i), work -> daemon(work, i).start()))
            .toList();
    RuntimeException failure = null;
    for (CompletableFuture<Void> one : running) {
      try {
        one.join();
      } catch (CompletionException e) {
        RuntimeException cause =
            e.getCause() instanceof RuntimeException runtime ? runtime : new RuntimeException(e);
        if (failure == null) {
          failure = cause;
        } else {
          failure.addSuppressed(cause);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static Thread daemon(Runnable work, int number) {
    Thread thread = new Thread(work, "esmond-testkit-" + number);
    thread.setDaemon(true);
    return thread;
  }
}
