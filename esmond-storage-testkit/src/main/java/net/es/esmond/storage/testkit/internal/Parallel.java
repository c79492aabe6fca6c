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
    Closing.all(running, Parallel::join);
  }

  private static void join(CompletableFuture<Void> task) {
    try {
      task.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new RuntimeException(e);
    }
  }

  private static Thread daemon(Runnable work, int number) {
    Thread thread = new Thread(work, "esmond-testkit-" + number);
    thread.setDaemon(true);
    return thread;
  }
}
