package net.es.esmond.storage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.StoreException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * A base class that opens one store for all tests of a suite. Each test uses names that no other
 * test uses.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PortContract<S extends AutoCloseable> {
  /** How late a stage may be: nothing here is a real-time system. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** For what happens by itself, but not at once. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final int THREADS = 16;

  private S store;

  /**
   * Opens a store: one for all tests of the suite, and for some tests one more, as another instance
   * on the same data. The suite closes them. A store need not be empty; others may use it too.
   *
   * @return an open store
   */
  protected abstract S open();

  /**
   * Returns how long each call may take.
   *
   * @return 30 seconds, unless overridden
   */
  protected Duration timeout() {
    return Duration.ofSeconds(30);
  }

  @BeforeAll
  void openStore() {
    store = open();
  }

  @AfterAll
  void closeStore() throws Exception {
    store.close();
  }

  final S store() {
    return store;
  }

  final Deadline soon() {
    return Deadline.after(timeout());
  }

  /** Returns what a call came to, which must be known by its deadline. */
  final <T> T await(CompletionStage<T> stage) {
    try {
      return stage
          .toCompletableFuture()
          .get(timeout().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new AssertionError(
          "a stage must complete by its deadline, but has not after " + timeout().plus(GRACE), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** For what happens by itself, but not at once. */
  static ConditionFactory eventually() {
    return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100));
  }

  /** A call that is given no time ends all the same, served or with an error of the store's. */
  final void endsWithoutTime(Function<Deadline, CompletionStage<?>> call) {
    Deadline started = Deadline.after(PATIENCE);
    CompletionStage<?> stage = call.apply(Deadline.after(Duration.ofNanos(1)));
    try {
      await(stage);
    } catch (StoreException e) {
      assertThat(e.code().retryable()).as("%s may be repeated", e).isTrue();
    }
    assertThat(PATIENCE.minus(started.remaining())).isLessThan(GRACE);
  }

  /** Does the same in many threads at the same time. */
  static <T> List<T> inManyThreads(Callable<T> action) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> one :
          threads.invokeAll(Stream.generate(() -> action).limit(THREADS).toList())) {
        results.add(one.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  /** Letters and digits that nobody else uses. */
  static String unique() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
