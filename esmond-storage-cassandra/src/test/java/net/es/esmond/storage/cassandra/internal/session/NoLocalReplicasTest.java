package net.es.esmond.storage.cassandra.internal.session;

import static com.datastax.oss.driver.api.core.DefaultConsistencyLevel.LOCAL_ONE;
import static com.datastax.oss.driver.api.core.DefaultConsistencyLevel.QUORUM;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.internal.meters.HostMeters;
import org.junit.jupiter.api.Test;

/** Requests to a keyspace whose replicas somebody moves to another datacenter and back. */
class NoLocalReplicasTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void requests_are_refused_at_once_until_there_are_replicas() {
    try (SimulatedRing ring = new SimulatedRing(1, 40)) {
      ring.replicate("dc2");
      Supervisor supervisor =
          new Supervisor(
              ring.factory(host -> ring.addresses(), registry, 1024)::open,
              session -> Connection.of(session, List.of()),
              new SessionMeters(new HostMeters(registry)));
      supervisor.connect(Deadline.after(LONG));
      try (Requests requests =
          new Requests(
              supervisor,
              new SessionMeters(new HostMeters(registry)),
              1024,
              StorageThreads.shared().timed())) {
        assertThat(codeOf(send(requests, LOCAL_ONE))).isEqualTo(ErrorCode.NO_LOCAL_REPLICAS);
        assertThat(send(requests, QUORUM)).succeedsWithin(LONG);

        ring.replicate("dc1");
        supervisor.current().session().refreshSchema();
        assertThat(send(requests, LOCAL_ONE)).succeedsWithin(LONG);

        ring.replicate("dc2");
        supervisor.current().session().refreshSchema();
        assertThat(codeOf(send(requests, LOCAL_ONE))).isEqualTo(ErrorCode.NO_LOCAL_REPLICAS);
        assertThat(SimulatedRing.count(registry, "esmond.cassandra.retries")).isZero();
        assertThat(registry.get("esmond.cassandra.in.flight").gauge().value()).isZero();
      }
    }
  }

  private static CompletableFuture<AsyncResultSet> send(Requests requests, ConsistencyLevel level) {
    SimpleStatement request =
        SimpleStatement.newInstance(SimulatedRing.QUERY)
            .setRoutingKeyspace(ViewedCluster.KEYSPACE)
            .setConsistencyLevel(level);
    return requests.send(c -> request, Deadline.after(LONG)).toCompletableFuture();
  }

  private static ErrorCode codeOf(CompletableFuture<?> refused) {
    assertThat(refused).isCompletedExceptionally();
    try {
      refused.join();
      throw new AssertionError("should have failed");
    } catch (CompletionException e) {
      return ((EsmondException) e.getCause()).code();
    }
  }
}
