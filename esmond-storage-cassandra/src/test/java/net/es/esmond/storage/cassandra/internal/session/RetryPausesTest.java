package net.es.esmond.storage.cassandra.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.internal.meters.HostMeters;
import net.es.esmond.storage.spi.StoreContext;
import org.junit.jupiter.api.Test;

class RetryPausesTest {
  private static final Deadline LATER = Deadline.after(Duration.ofMinutes(1));
  private static final Throwable FAILURE = new IllegalStateException("as told");

  private final RetryRegistry retries = RetryRegistry.ofDefaults();
  private final BulkheadRegistry bulkheads = BulkheadRegistry.ofDefaults();
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final SessionResilience resilience =
      SessionResilience.of(
          new StoreContext(
              Clock.systemUTC(),
              Map.of(RetryRegistry.class, retries, BulkheadRegistry.class, bulkheads)),
          registry);

  private List<Duration> pauses(long seed, int count, Deadline deadline) {
    Random random = new Random(seed);
    try (SessionResilience.Entries entries = resilience.entries("test")) {
      RetryPauses.Series attempts = new RetryPauses(entries, () -> random).begin();
      List<Duration> pauses = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        pauses.add(attempts.failed(deadline, () -> FAILURE));
      }
      return pauses;
    }
  }

  @Test
  void pauses_double_about_and_by_chance() {
    List<Duration> pauses = pauses(7, 100, LATER);

    for (int i = 0; i < 100; i++) {
      long about = 25L << Math.min(i, 5);
      assertThat(pauses.get(i).toMillis()).isBetween(about / 2, about / 2 + about);
    }
    assertThat(pauses(7, 100, LATER)).isEqualTo(pauses);
    assertThat(pauses(8, 100, LATER)).isNotEqualTo(pauses);
  }

  @Test
  void there_is_no_pause_past_the_deadline() {
    assertThat(pauses(7, 1, Deadline.after(Duration.ofMillis(5)))).containsOnlyNulls();
  }

  @Test
  void closing_ends_waiting_calls_at_once_and_leaves_no_entries() throws Exception {
    SessionMeters meters = new SessionMeters(new HostMeters(registry), resilience);
    CountDownLatch release = new CountDownLatch(1);
    Supervisor supervisor = supervisor(meters, release);
    supervisor.connectInBackground();
    CompletableFuture<AsyncResultSet> call;
    try (Requests requests = new Requests(supervisor, meters, 2, StorageThreads.shared().timed())) {
      call = send(requests);
      send(requests);
      assertThat(code(send(requests))).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
      assertThat(retries.getAllRetries()).hasSize(1);
      assertThat(bulkheads.getAllBulkheads()).hasSize(1);
    } finally {
      release.countDown();
    }

    assertThat(code(call)).isEqualTo(ErrorCode.CLOSED);
    assertThat(retries.getAllRetries()).isEmpty();
    assertThat(bulkheads.getAllBulkheads()).isEmpty();
    assertThat(registry.find("esmond.cassandra.retry.calls").meters()).isEmpty();
    assertThat(registry.find("esmond.cassandra.bulkhead.max").meters()).isEmpty();
  }

  @Test
  void an_attempt_that_throws_completes_its_stage() {
    SessionMeters meters = new SessionMeters(new HostMeters(registry), resilience);
    CountDownLatch release = new CountDownLatch(1);
    try (SimulatedRing ring = new SimulatedRing(1, 245)) {
      Supervisor supervisor =
          new Supervisor(
              (deadline, listener) -> {
                awaitUninterruptibly(release);
                return ring.session(registry, resilience);
              },
              session -> Connection.of(session, List.of()),
              meters);
      supervisor.connectInBackground();
      try (Requests requests =
          new Requests(supervisor, meters, 2, StorageThreads.shared().timed())) {
        CompletableFuture<AsyncResultSet> call =
            requests
                .send(
                    c -> {
                      throw new AssertionError("as told");
                    },
                    LATER)
                .toCompletableFuture();
        release.countDown();
        assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS))
            .hasRootCauseInstanceOf(AssertionError.class);
      }
    }
  }

  @Test
  void listeners_that_throw_change_no_pause() {
    List<Duration> pauses = pauses(7, 10, LATER);
    retries
        .getEventPublisher()
        .onEntryAdded(
            added -> added.getAddedEntry().getEventPublisher().onEvent(event -> throwFault()));

    assertThat(pauses(7, 10, LATER)).isEqualTo(pauses);
    assertThat(pauses(7, 1, Deadline.after(Duration.ofMillis(5)))).containsOnlyNulls();
  }

  @Test
  void a_registry_that_throws_changes_no_pause() {
    List<Duration> pauses = pauses(7, 10, LATER);
    retries.getEventPublisher().onEntryAdded(added -> throwFault());

    assertThat(pauses(7, 10, LATER)).isEqualTo(pauses);
  }

  @Test
  void listeners_that_throw_cost_no_place_of_those_that_wait() throws Exception {
    CompletableFuture<Bulkhead> places = new CompletableFuture<>();
    bulkheads
        .getEventPublisher()
        .onEntryAdded(
            added -> {
              places.complete(added.getAddedEntry());
              added.getAddedEntry().getEventPublisher().onEvent(event -> throwFault());
            });
    SessionMeters meters = new SessionMeters(new HostMeters(registry), resilience);
    CountDownLatch release = new CountDownLatch(1);
    Supervisor supervisor = supervisor(meters, release);
    supervisor.connectInBackground();
    CompletableFuture<AsyncResultSet> first;
    CompletableFuture<AsyncResultSet> second;
    try (Requests requests = new Requests(supervisor, meters, 2, StorageThreads.shared().timed())) {
      first = send(requests);
      second = send(requests);
      assertThat(code(send(requests))).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    } finally {
      release.countDown();
    }

    assertThat(code(first)).isEqualTo(ErrorCode.CLOSED);
    assertThat(code(second)).isEqualTo(ErrorCode.CLOSED);
    assertThat(places.join().getMetrics().getAvailableConcurrentCalls()).isEqualTo(2);
  }

  private static void throwFault() {
    throw new IllegalStateException("a fault of the host");
  }

  private static Supervisor supervisor(SessionMeters meters, CountDownLatch release) {
    return new Supervisor(
        (deadline, listener) -> {
          awaitUninterruptibly(release);
          throw new StoreException(
              ErrorCode.STORE_UNAVAILABLE,
              StoreException.Store.CASSANDRA,
              "as told",
              List.of(),
              null);
        },
        (CqlSession session) -> Connection.of(session, List.of()),
        meters);
  }

  private static CompletableFuture<AsyncResultSet> send(Requests requests) {
    return requests
        .send(
            c -> {
              throw new AssertionError("nothing is connected");
            },
            LATER)
        .toCompletableFuture();
  }

  private static ErrorCode code(CompletableFuture<?> failed) {
    assertThat(failed).isCompletedExceptionally();
    try {
      failed.join();
      throw new AssertionError("should have failed");
    } catch (CompletionException e) {
      return ((EsmondException) e.getCause()).code();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
