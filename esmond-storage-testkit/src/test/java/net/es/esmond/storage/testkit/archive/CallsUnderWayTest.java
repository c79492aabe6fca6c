package net.es.esmond.storage.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.Maintenance;
import net.es.esmond.storage.error.Attempt;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.StoreException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls end: with an error of their own, and when the storage closes. */
@Timeout(300)
class CallsUnderWayTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int CALLERS = 64;

  /** Of tests before this one. */
  private final Set<Thread> before = Thread.getAllStackTraces().keySet();

  private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
  private final CountDownLatch release = new CountDownLatch(1);
  private final OneThreadArchive one = new OneThreadArchive(builder -> {});

  @AfterEach
  void close() {
    release.countDown();
    one.close();
    callers.shutdownNow();
  }

  @Test
  void closing_ends_calls_under_way_with_closed() throws Exception {
    one.acknowledgement = new CompletableFuture<>();
    CompletableFuture<ErrorCode> async = code(one.writeAsync(1).toCompletableFuture());
    Future<EsmondException> blocking = callers.submit(() -> failure(2));
    Future<EsmondException> bulk =
        callers.submit(
            () ->
                catchThrowableOfType(
                    EsmondException.class,
                    () -> one.archive.writeAll(List.of(one.point(3)).stream())));
    await().until(() -> one.requests.get() == 3);

    one.storage.close();
    one.storage.close();

    assertThat(async).succeedsWithin(SOON).isEqualTo(ErrorCode.CLOSED);
    assertThat(blocking.get().code()).isEqualTo(ErrorCode.CLOSED);
    assertThat(blocking.get().retryable()).as("in another instance").isTrue();
    assertThat(bulk.get().code()).isEqualTo(ErrorCode.CLOSED);
    assertThat(failure(4).code()).isEqualTo(ErrorCode.CLOSED);
    assertThat(code(one.writeAsync(5).toCompletableFuture()))
        .isCompletedWithValue(ErrorCode.CLOSED);
    await().untilAsserted(() -> assertThat(threadsLeft()).isEmpty());
    assertThat(one.requests).as("this instance repeats nothing").hasValue(3);
  }

  @Test
  void closing_ends_maintenance_under_way_with_closed() throws Exception {
    one.acknowledgement = new CompletableFuture<>();
    Maintenance maintenance = one.storage.maintenance();
    List<ThrowingCallable> work =
        List.of(
            maintenance::storeSummaries,
            maintenance::deleteData,
            () -> maintenance.applyRetention(false));
    List<Future<EsmondException>> failures =
        work.stream().map(each -> callers.submit(() -> failure(each))).toList();
    await().until(() -> one.requests.get() == 3);

    one.storage.close();

    for (Future<EsmondException> each : failures) {
      assertThat(each.get().code()).isEqualTo(ErrorCode.CLOSED);
    }
    assertThat(failure(maintenance::deleteData).code()).isEqualTo(ErrorCode.CLOSED);
    await().untilAsserted(() -> assertThat(threadsLeft()).isEmpty());
  }

  @Test
  void interrupting_a_caller_ends_its_maintenance() throws Exception {
    one.acknowledgement = new CompletableFuture<>();
    CompletableFuture<Thread> caller = new CompletableFuture<>();
    Future<EsmondException> failure =
        callers.submit(
            () -> {
              caller.complete(Thread.currentThread());
              return failure(one.storage.maintenance()::storeSummaries);
            });
    await().until(() -> one.requests.get() == 1);

    caller.get().interrupt();

    assertThat(failure.get().code()).isEqualTo(ErrorCode.INTERRUPTED);
  }

  @Test
  void closing_ends_calls_also_while_all_continuations_block() {
    for (int i = 0; i < 8; i++) {
      var blocked = one.writeThen(i, this::block);
    }
    await().until(() -> one.requests.get() == 8);
    one.acknowledgement = new CompletableFuture<>();
    CompletableFuture<ErrorCode> async = code(one.writeAsync(9).toCompletableFuture());

    one.storage.close();

    assertThat(async).succeedsWithin(SOON).isEqualTo(ErrorCode.CLOSED);
  }

  @Test
  void callers_that_share_a_failure_do_not_share_its_object() throws Exception {
    StoreException shared =
        new StoreException(
            ErrorCode.STORE_UNAVAILABLE,
            StoreException.Store.CASSANDRA,
            "nobody answered",
            List.of(new Attempt("192.0.2.1:9042", "no")),
            new IllegalStateException("why"));
    one.acknowledgement = CompletableFuture.failedFuture(shared);
    List<Future<EsmondException>> failures = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      int n = i;
      failures.add(callers.submit(() -> failure(n)));
    }

    for (Future<EsmondException> each : failures) {
      assertThat(each.get())
          .isNotSameAs(shared)
          .isInstanceOf(StoreException.class)
          .hasMessage(shared.getMessage())
          .hasCause(shared.getCause())
          .hasNoSuppressedExceptions()
          .hasStackTraceContaining(CallsUnderWayTest.class.getName())
          .returns(ErrorCode.STORE_UNAVAILABLE, EsmondException::code)
          .returns(shared.attempts(), error -> ((StoreException) error).attempts());
    }
    assertThat(shared).hasNoSuppressedExceptions();
  }

  private EsmondException failure(int n) {
    return failure(() -> one.write(n));
  }

  private static EsmondException failure(ThrowingCallable call) {
    return catchThrowableOfType(EsmondException.class, call);
  }

  private static CompletableFuture<ErrorCode> code(CompletableFuture<Void> call) {
    return call.handle((done, error) -> ((EsmondException) error).code());
  }

  private boolean block() {
    try {
      return release.await(SOON.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All but those of back ends without a storage, which the process keeps. */
  private List<String> threadsLeft() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .map(Thread::getName)
        .filter(name -> name.startsWith("esmond-") && !name.startsWith("esmond-shared-"))
        .toList();
  }
}
