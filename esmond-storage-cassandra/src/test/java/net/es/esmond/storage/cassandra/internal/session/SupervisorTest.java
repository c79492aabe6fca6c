package net.es.esmond.storage.cassandra.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.simulacron.common.stubbing.CloseType;
import com.datastax.oss.simulacron.server.RejectScope;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import net.es.esmond.storage.cassandra.service.HostResolver;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.InterruptedCallException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.internal.meters.HostMeters;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SupervisorTest {
  private final MeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void changed_addresses_are_resolved_anew_and_no_patient_request_fails() {
    try (SimulatedRing before = new SimulatedRing(2, 80);
        SimulatedRing after = new SimulatedRing(2, 90)) {
      AtomicReference<SimulatedRing> named = new AtomicReference<>(before);
      try (Requests requests = connect(before, host -> named.get().addresses(), 1024)) {
        send(requests, Duration.ofSeconds(30)).join();
        named.set(after);
        before.close();

        send(requests, Duration.ofSeconds(60)).join();

        assertThat(requests.state()).isEqualTo(StoreState.UP);
        assertThat(SimulatedRing.count(registry, "esmond.cassandra.session.rebuilds")).isEqualTo(1);
        assertThat(registry.get("esmond.cassandra.session.state").gauge().value())
            .isEqualTo(StoreState.UP.ordinal());
        requests.close();
        assertThat(requests.state()).isEqualTo(StoreState.CLOSED);
      }
    }
  }

  @Test
  void connects_in_the_background_while_nothing_answers() {
    try (SimulatedRing ring = new SimulatedRing(1, 100)) {
      AtomicReference<Boolean> known = new AtomicReference<>(false);
      HostResolver resolver =
          host -> {
            if (!known.get()) {
              throw new UnknownHostException(host);
            }
            return ring.addresses();
          };
      Supervisor supervisor = supervisor(ring, resolver, 1024);
      supervisor.connectInBackground();
      try (Requests requests = requests(supervisor, 1024)) {
        CompletableFuture<AsyncResultSet> impatient = send(requests, Duration.ofMillis(300));
        CompletableFuture<AsyncResultSet> patient = send(requests, Duration.ofSeconds(60));

        assertThat(codeOf(impatient)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(supervisor.state()).isEqualTo(StoreState.CONNECTING);
        known.set(true);
        patient.join();
        assertThat(supervisor.state()).isEqualTo(StoreState.UP);
      }
    }
  }

  @Test
  void a_resolver_that_throws_does_not_end_connecting() {
    try (SimulatedRing ring = new SimulatedRing(1, 105)) {
      Queue<Throwable> failures =
          new ConcurrentLinkedQueue<>(
              List.of(new IllegalStateException("once"), new StackOverflowError()));
      HostResolver resolver =
          host -> {
            Throwable next = failures.poll();
            if (next instanceof RuntimeException e) {
              throw e;
            }
            if (next instanceof Error e) {
              throw e;
            }
            return ring.addresses();
          };
      Supervisor supervisor = supervisor(ring, resolver, 1024);
      supervisor.connectInBackground();
      try (Requests requests = requests(supervisor, 1024)) {
        assertThat(send(requests, Duration.ofSeconds(30))).succeedsWithin(Duration.ofSeconds(30));
      }
    }
  }

  @Test
  void a_request_has_it_connected_for_which_no_thread_could_be_had() {
    try (SimulatedRing ring = new SimulatedRing(1, 101)) {
      AtomicInteger lacks = new AtomicInteger(1);
      Supervisor supervisor =
          new Supervisor(
              ring.factory(host -> ring.addresses(), registry, 1024)::open,
              session -> Connection.of(session, List.of()),
              new SessionMeters(new HostMeters(registry)),
              work -> {
                if (lacks.getAndDecrement() > 0) {
                  throw new OutOfMemoryError("unable to create native thread");
                }
                return new Thread(work);
              });
      supervisor.connectInBackground();
      assertThat(supervisor.lastError()).hasMessageContaining("unable to create native thread");
      try (Requests requests = requests(supervisor, 1024)) {
        assertThat(send(requests, Duration.ofSeconds(20))).succeedsWithin(Duration.ofSeconds(30));
      }
    }
  }

  @Test
  void what_is_opened_may_fail_with_an_error() {
    try (SimulatedRing ring = new SimulatedRing(1, 106)) {
      Queue<Error> failures = new ConcurrentLinkedQueue<>(List.of(new StackOverflowError("once")));
      Supervisor supervisor = preparedBy(ring, failures::poll);
      supervisor.connectInBackground();
      try (Requests requests = requests(supervisor, 1024)) {
        assertThat(send(requests, Duration.ofSeconds(30))).succeedsWithin(Duration.ofSeconds(30));
      }
    }
  }

  @Test
  void calls_hear_which_error_keeps_failing_the_connection() {
    try (SimulatedRing ring = new SimulatedRing(1, 104)) {
      Supervisor supervisor = preparedBy(ring, () -> new OutOfMemoryError("Java heap space"));
      supervisor.connectInBackground();
      try (Requests requests = requests(supervisor, 1024)) {
        await().until(() -> requests.lastError().isPresent());

        assertThat(send(requests, Duration.ofMillis(300)))
            .failsWithin(Duration.ofSeconds(20))
            .withThrowableThat()
            .withMessageContaining("Java heap space")
            .withRootCauseInstanceOf(OutOfMemoryError.class);
      }
    }
  }

  @Test
  void an_absent_class_ends_calls_at_once_and_is_named() {
    try (SimulatedRing ring = new SimulatedRing(1, 103)) {
      Supervisor supervisor = preparedBy(ring, () -> new NoClassDefFoundError("org/example/A"));
      supervisor.connectInBackground();
      try (Requests requests = requests(supervisor, 1024)) {
        CompletableFuture<AsyncResultSet> call = send(requests, Duration.ofMinutes(5));

        assertThat(call)
            .failsWithin(Duration.ofSeconds(30))
            .withThrowableThat()
            .withMessageContaining("org/example/A");
        assertThat(codeOf(call)).isEqualTo(ErrorCode.CONF_INVALID);
        assertThat(supervisor.state()).isEqualTo(StoreState.CONNECTING);
      }
    }
  }

  @Test
  void a_request_that_throws_an_error_ends_and_names_it() {
    try (SimulatedRing ring = new SimulatedRing(1, 102);
        Requests requests = connect(ring, host -> ring.addresses(), 1024)) {
      CompletableFuture<AsyncResultSet> call =
          requests
              .send(
                  c -> {
                    throw new AssertionError("of a codec");
                  },
                  Deadline.after(Duration.ofMinutes(5)))
              .toCompletableFuture();

      assertThat(call)
          .failsWithin(Duration.ofSeconds(30))
          .withThrowableThat()
          .withMessageContaining("of a codec");
      assertThat(codeOf(call)).isEqualTo(ErrorCode.STORE_REFUSED);
      assertThat(registry.get("esmond.cassandra.in.flight").gauge().value()).isZero();
    }
  }

  @Test
  void a_refused_first_connection_fails_calls_at_once_and_is_tried_again() {
    try (SimulatedRing ring = new SimulatedRing(1, 109)) {
      AtomicBoolean refused = new AtomicBoolean(true);
      Supervisor supervisor =
          new Supervisor(
              ring.factory(host -> ring.addresses(), registry, 1024)::open,
              session -> {
                if (refused.get()) {
                  throw new StoreException(
                      ErrorCode.PERMISSION_DENIED,
                      StoreException.Store.CASSANDRA,
                      "no",
                      List.of(),
                      null);
                }
                return Connection.of(session, List.of());
              },
              new SessionMeters(new HostMeters(registry)));
      supervisor.connectInBackground();
      try (Requests requests = requests(supervisor, 1024)) {
        assertThat(codeOf(send(requests, Duration.ofMinutes(1))))
            .isEqualTo(ErrorCode.PERMISSION_DENIED);

        refused.set(false);

        await().until(() -> supervisor.state() == StoreState.UP);
        assertThat(send(requests, Duration.ofSeconds(30))).succeedsWithin(Duration.ofSeconds(30));
      }
    }
  }

  @Test
  void connecting_ends_as_soon_as_its_caller_is_interrupted() throws InterruptedException {
    CountDownLatch resolving = new CountDownLatch(1);
    CountDownLatch resolved = new CountDownLatch(1);
    try (SimulatedRing ring = new SimulatedRing(1, 108)) {
      HostResolver hanging =
          host -> {
            resolving.countDown();
            hang(resolved);
            return ring.addresses();
          };
      Supervisor supervisor = supervisor(ring, hanging, 1024);
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread caller = new Thread(() -> supervisor.connect(Deadline.after(Duration.ofMinutes(5))));
      caller.setUncaughtExceptionHandler((thread, error) -> thrown.set(error));
      caller.start();
      resolving.await();

      caller.interrupt();
      caller.join();

      assertThat(thrown.get())
          .asInstanceOf(type(InterruptedCallException.class))
          .extracting(EsmondException::code)
          .isEqualTo(ErrorCode.INTERRUPTED);
      supervisor.shutDown();
    } finally {
      resolved.countDown();
    }
  }

  @Test
  void closing_ends_an_attempt_that_is_under_way() {
    CompletableFuture<Thread> attempt = new CompletableFuture<>();
    Supervisor supervisor =
        new Supervisor(
            (deadline, told) -> {
              attempt.complete(Thread.currentThread());
              return Futures.await(new CompletableFuture<>());
            },
            session -> Connection.of(session, List.of()),
            new SessionMeters(new HostMeters(registry)));
    supervisor.connectInBackground();
    Thread connecting = attempt.join();

    supervisor.shutDown();

    await().until(() -> !connecting.isAlive());
  }

  @Test
  void the_library_goes_on_with_answers_on_its_workers() {
    try (SimulatedRing ring = new SimulatedRing(1, 107);
        Requests requests = connect(ring, host -> ring.addresses(), 10)) {
      ring.answerAfter(100);
      assertThat(
              send(requests, Duration.ofSeconds(20))
                  .thenApply(answer -> Thread.currentThread().getName()))
          .succeedsWithin(Duration.ofSeconds(20))
          .asString()
          .startsWith("esmond-shared-worker-");
    }
  }

  @Test
  void a_lost_node_is_degraded_and_its_return_is_noticed() {
    try (SimulatedRing ring = new SimulatedRing(2, 110);
        Requests requests = connect(ring, host -> ring.addresses(), 1024)) {
      ring.node(1).rejectConnections(0, RejectScope.UNBIND);
      ring.node(1).closeConnections(CloseType.DISCONNECT);
      await().until(() -> requests.state() == StoreState.DEGRADED);
      for (int i = 0; i < 20; i++) {
        send(requests, Duration.ofSeconds(30)).join();
      }

      ring.node(1).acceptConnections();
      await().until(() -> requests.state() == StoreState.UP);
    }
  }

  @Test
  void requests_beyond_the_queue_fail_at_once_and_say_so() {
    try (SimulatedRing ring = new SimulatedRing(1, 120);
        Requests requests = connect(ring, host -> ring.addresses(), 2)) {
      ring.node(0).pauseRead();
      // The pause may begin a little later.
      await()
          .until(
              () -> send(requests, Duration.ofMillis(200)).handle((rows, e) -> e != null).join());
      List<CompletableFuture<AsyncResultSet>> running = new ArrayList<>();
      for (int i = 0; i < 2 + 20 + 5; i++) {
        running.add(send(requests, Duration.ofSeconds(20)));
      }
      assertThat(running.subList(22, 27))
          .allSatisfy(
              each -> {
                assertThat(each).isCompletedExceptionally();
                assertThat(codeOf(each)).isEqualTo(ErrorCode.OVERLOADED);
              });
      assertThat(registry.get("esmond.cassandra.in.flight").gauge().value()).isEqualTo(2);
      assertThat(registry.get("esmond.cassandra.queue").gauge().value()).isEqualTo(20);
      ring.node(0).resumeRead();
      running.subList(0, 22).forEach(CompletableFuture::join);
    }
  }

  @Test
  void a_call_ends_in_time_and_reports_the_nodes_answers() {
    try (SimulatedRing ring = new SimulatedRing(1, 130);
        Requests requests = connect(ring, host -> ring.addresses(), 10)) {
      ring.answerAfter(60_000);
      long start = System.nanoTime();
      assertThat(codeOf(send(requests, Duration.ofMillis(300))))
          .isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));

      ring.node(0).rejectConnections(0, RejectScope.UNBIND);
      ring.node(0).closeConnections(CloseType.DISCONNECT);
      CompletableFuture<AsyncResultSet> lost = send(requests, Duration.ofSeconds(3));
      assertThat(codeOf(lost)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    }
  }

  @Test
  void a_node_that_is_down_says_why_in_its_own_words() {
    try (SimulatedRing ring = new SimulatedRing(1, 132);
        Requests requests = connect(ring, host -> ring.addresses(), 10)) {
      ring.node(0).rejectConnections(0, RejectScope.UNBIND);
      ring.node(0).closeConnections(CloseType.DISCONNECT);

      await()
          .untilAsserted(
              () ->
                  assertThat(requests.nodes())
                      .singleElement()
                      .extracting(NodeStatus::answer)
                      .asString()
                      .contains("down", "Connection refused"));
      assertThat(send(requests, Duration.ofMillis(300)))
          .failsWithin(Duration.ofSeconds(20))
          .withThrowableThat()
          .withMessageContaining("Connection refused");
    }
  }

  @Test
  void an_outage_leaves_no_line_of_the_driver_in_the_log() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger driver = (Logger) LoggerFactory.getLogger("com.datastax");
    AtomicInteger sessions = new AtomicInteger();
    try (SimulatedRing ring = new SimulatedRing(1, 134);
        Requests requests =
            connect(
                ring,
                host -> {
                  sessions.incrementAndGet();
                  return ring.addresses();
                },
                10)) {
      log.start();
      driver.addAppender(log);
      driver.setLevel(Level.INFO);
      ring.node(0).rejectConnections(0, RejectScope.UNBIND);
      ring.node(0).closeConnections(CloseType.DISCONNECT);

      await().until(() -> sessions.get() > 5);
      assertThat(requests.state()).isEqualTo(StoreState.DOWN);
      assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).isEmpty();
    } finally {
      driver.detachAppender(log);
      driver.setLevel(null);
    }
  }

  @Test
  void a_closed_store_says_so() {
    try (SimulatedRing ring = new SimulatedRing(1, 140)) {
      Requests requests = connect(ring, host -> ring.addresses(), 10);
      requests.close();
      requests.close();
      assertThat(codeOf(send(requests, Duration.ofSeconds(1)))).isEqualTo(ErrorCode.CLOSED);
    }
  }

  /** As a look-up does, which nothing interrupts. */
  private static void hang(CountDownLatch until) {
    while (until.getCount() > 0) {
      try {
        until.await();
      } catch (InterruptedException e) {
        // goes on
      }
    }
  }

  private Requests connect(SimulatedRing ring, HostResolver resolver, int maxInFlight) {
    Supervisor supervisor = supervisor(ring, resolver, maxInFlight);
    supervisor.connect(Deadline.after(Duration.ofSeconds(30)));
    return requests(supervisor, maxInFlight);
  }

  private Supervisor supervisor(SimulatedRing ring, HostResolver resolver, int maxInFlight) {
    return new Supervisor(
        ring.factory(resolver, registry, maxInFlight)::open,
        session -> Connection.of(session, List.of()),
        new SessionMeters(new HostMeters(registry)));
  }

  /** A supervisor whose sessions cannot be prepared while there is an error. */
  private Supervisor preparedBy(SimulatedRing ring, Supplier<Error> errors) {
    return new Supervisor(
        ring.factory(host -> ring.addresses(), registry, 1024)::open,
        session -> {
          Error next = errors.get();
          if (next != null) {
            throw next;
          }
          return Connection.of(session, List.of());
        },
        new SessionMeters(new HostMeters(registry)));
  }

  private Requests requests(Supervisor supervisor, int maxInFlight) {
    return new Requests(
        supervisor,
        new SessionMeters(new HostMeters(registry)),
        maxInFlight,
        StorageThreads.shared().timed());
  }

  private static CompletableFuture<AsyncResultSet> send(Requests requests, Duration budget) {
    return requests
        .send(c -> SimpleStatement.newInstance(SimulatedRing.QUERY), Deadline.after(budget))
        .toCompletableFuture();
  }

  private static ErrorCode codeOf(CompletableFuture<?> failed) {
    try {
      failed.join();
      throw new AssertionError("should have failed");
    } catch (CompletionException e) {
      return ((EsmondException) e.getCause()).code();
    }
  }
}
