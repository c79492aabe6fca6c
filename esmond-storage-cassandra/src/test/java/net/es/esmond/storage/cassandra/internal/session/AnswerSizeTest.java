package net.es.esmond.storage.cassandra.internal.session;

import static com.datastax.oss.simulacron.common.stubbing.PrimeDsl.rows;
import static com.datastax.oss.simulacron.common.stubbing.PrimeDsl.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.internal.meters.HostMeters;
import org.junit.jupiter.api.Test;

/** An answer that is too large ends its own request, and nothing else. */
class AnswerSizeTest {
  private static final String LARGE = "SELECT too FROM large";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void an_answer_too_large_fails_its_request_only() {
    try (SimulatedRing ring = new SimulatedRing(1, 155);
        Requests requests = connect(ring)) {
      ring.node(0)
          .prime(
              when(LARGE)
                  .then(
                      rows()
                          .row("val", "x".repeat((int) DriverOptions.MAX_ANSWER_BYTES))
                          .columnTypes("val", "varchar")));
      List<CompletableFuture<AsyncResultSet>> others = new ArrayList<>();
      long start = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        CompletableFuture<AsyncResultSet> large = send(requests, LARGE);
        others.add(send(requests, SimulatedRing.QUERY));
        assertThat(large)
            .failsWithin(PATIENCE)
            .withThrowableOfType(ExecutionException.class)
            .satisfies(failed -> assertThat(failed).matches(Failures::isTooLarge))
            .havingCause()
            .asInstanceOf(type(StoreException.class))
            .extracting(StoreException::code)
            .isEqualTo(ErrorCode.STORE_REFUSED);
      }

      assertThat(others).allSatisfy(other -> assertThat(other).succeedsWithin(PATIENCE));
      assertThat(requests.state()).isEqualTo(StoreState.UP);
      assertThat(requests.stateLasted())
          .as("the connection never broke")
          .isGreaterThanOrEqualTo(Duration.ofNanos(System.nanoTime() - start));
    }
  }

  private Requests connect(SimulatedRing ring) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Supervisor supervisor =
        new Supervisor(
            ring.factory(host -> ring.addresses(), registry, 100)::open,
            session -> Connection.of(session, List.of()),
            new SessionMeters(new HostMeters(registry)));
    supervisor.connect(Deadline.after(Duration.ofSeconds(30)));
    return new Requests(
        supervisor,
        new SessionMeters(new HostMeters(registry)),
        100,
        StorageThreads.shared().timed());
  }

  private static CompletableFuture<AsyncResultSet> send(Requests requests, String cql) {
    return requests
        .send(c -> SimpleStatement.newInstance(cql), Deadline.after(PATIENCE))
        .toCompletableFuture();
  }
}
