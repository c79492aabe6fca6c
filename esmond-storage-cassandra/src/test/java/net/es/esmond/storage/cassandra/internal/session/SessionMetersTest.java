package net.es.esmond.storage.cassandra.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.internal.async.StorageThreads;
import org.junit.jupiter.api.Test;

class SessionMetersTest {
  private final MeterRegistry registry = new SimpleMeterRegistry();

  /** The table in this module's README. */
  @Test
  void are_those_documented() {
    try (SimulatedRing ring = new SimulatedRing(2, 150)) {
      Supervisor supervisor =
          new Supervisor(
              ring.factory(host -> ring.addresses(), registry, 10)::open,
              session -> Connection.of(session, List.of()),
              (from, to, reason) -> {},
              new SessionMeters(registry),
              Runnable::run);
      supervisor.connect(Deadline.after(Duration.ofSeconds(30)));
      try (Requests requests =
          new Requests(
              supervisor, new SessionMeters(registry), 10, StorageThreads.shared().timed())) {
        for (int i = 0; i < 100; i++) {
          requests
              .send(
                  c -> SimpleStatement.newInstance(SimulatedRing.QUERY),
                  Deadline.after(Duration.ofSeconds(10)))
              .toCompletableFuture()
              .join();
        }
        Map<String, Set<String>> tagsByName = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
          assertThat(meter.getId().getName()).startsWith("esmond.cassandra.");
          Set<String> tags =
              tagsByName.computeIfAbsent(
                  meter.getId().getType() + " " + meter.getId().getName().substring(17),
                  name -> new TreeSet<>());
          meter.getId().getTags().stream().map(Tag::getKey).forEach(tags::add);
        }
        assertThat(tagsByName)
            .isEqualTo(
                Map.ofEntries(
                    Map.entry("TIMER requests", Set.of("node", "outcome")),
                    Map.entry("COUNTER failovers", Set.of()),
                    Map.entry("COUNTER speculations", Set.of()),
                    Map.entry("COUNTER retries", Set.of()),
                    Map.entry("COUNTER lookups.unverified", Set.of()),
                    Map.entry("GAUGE breaker", Set.of("node")),
                    Map.entry("GAUGE session.state", Set.of()),
                    Map.entry("COUNTER session.rebuilds", Set.of()),
                    Map.entry("COUNTER summaries.uncomputable", Set.of()),
                    Map.entry("GAUGE in.flight", Set.of()),
                    Map.entry("GAUGE queue", Set.of()),
                    Map.entry("COUNTER retry.calls", Set.of("name", "kind")),
                    Map.entry("GAUGE bulkhead.available", Set.of("name")),
                    Map.entry("GAUGE bulkhead.max", Set.of("name")),
                    Map.entry("GAUGE circuitbreaker.state", Set.of("name", "state")),
                    Map.entry("GAUGE circuitbreaker.buffered.calls", Set.of("name", "kind")),
                    Map.entry("GAUGE circuitbreaker.slow.calls", Set.of("name", "kind")),
                    Map.entry("GAUGE circuitbreaker.failure.rate", Set.of("name")),
                    Map.entry("GAUGE circuitbreaker.slow.call.rate", Set.of("name")),
                    Map.entry("TIMER circuitbreaker.calls", Set.of("name", "kind")),
                    Map.entry(
                        "COUNTER circuitbreaker.not.permitted.calls", Set.of("name", "kind"))));
        assertThat(registry.get("esmond.cassandra.breaker").gauges())
            .allMatch(gauge -> gauge.value() == 0);
      }
    }
  }

  @Test
  void go_when_their_storage_closes_and_come_again() {
    try (SimulatedRing ring = new SimulatedRing(1, 157)) {
      for (int i = 0; i < 2; i++) {
        SessionMeters meters = new SessionMeters(registry);
        Supervisor supervisor =
            new Supervisor(
                (deadline, listener) ->
                    new SessionBuilder(
                            ring.conf(10),
                            List.of(new InetSocketAddress(ring.address(0), 9042)),
                            meters)
                        .withNodeStateListener(listener)
                        .open(deadline),
                session -> Connection.of(session, List.of()),
                (from, to, reason) -> {},
                meters,
                Runnable::run);
        supervisor.connect(Deadline.after(Duration.ofSeconds(30)));
        Requests requests = new Requests(supervisor, meters, 10, StorageThreads.shared().timed());
        requests
            .send(
                c -> SimpleStatement.newInstance(SimulatedRing.QUERY),
                Deadline.after(Duration.ofSeconds(10)))
            .toCompletableFuture()
            .join();
        assertThat(registry.get("esmond.cassandra.session.state").gauge().value())
            .isEqualTo(StoreState.UP.ordinal());

        requests.close();

        assertThat(registry.getMeters()).isEmpty();
      }
    }
  }
}
