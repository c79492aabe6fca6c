package net.es.esmond.storage.cassandra.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.cumulative.CumulativeCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.internal.meters.DocumentedMeters;
import net.es.esmond.storage.internal.meters.HostMeters;
import net.es.esmond.storage.internal.meters.StorageMeter;
import org.junit.jupiter.api.Test;

class SessionMetersTest {
  private final MeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void are_those_documented() {
    try (SimulatedRing ring = new SimulatedRing(2, 150)) {
      Supervisor supervisor =
          new Supervisor(
              ring.factory(host -> ring.addresses(), registry, 10)::open,
              session -> Connection.of(session, List.of()),
              new SessionMeters(new HostMeters(registry)));
      supervisor.connect(Deadline.after(Duration.ofSeconds(30)));
      try (Requests requests =
          new Requests(
              supervisor,
              new SessionMeters(new HostMeters(registry)),
              10,
              StorageThreads.shared().timed())) {
        for (int i = 0; i < 100; i++) {
          requests
              .send(
                  c -> SimpleStatement.newInstance(SimulatedRing.QUERY),
                  Deadline.after(Duration.ofSeconds(10)))
              .toCompletableFuture()
              .join();
        }
        DocumentedMeters.assertDocumented(registry);
        assertThat(registry.getMeters())
            .extracting(meter -> meter.getId().getName())
            .containsOnly(names());
        assertThat(registry.get("esmond.cassandra.breaker").gauges())
            .allMatch(gauge -> gauge.value() == 0);
      }
    }
  }

  /** The names in the table that begin as this module's do. */
  private static String[] names() {
    return Arrays.stream(StorageMeter.values())
        .map(StorageMeter::meterName)
        .filter(name -> name.startsWith("esmond.cassandra."))
        .toArray(String[]::new);
  }

  @Test
  void go_when_their_storage_closes_and_come_again() {
    try (SimulatedRing ring = new SimulatedRing(1, 157)) {
      for (int i = 0; i < 2; i++) {
        SessionMeters meters = new SessionMeters(new HostMeters(registry));
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
                meters);
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

  @Test
  void counters_that_throw_fail_no_request() {
    MeterRegistry faulty =
        new SimpleMeterRegistry() {
          @Override
          protected Counter newCounter(Meter.Id id) {
            return new CumulativeCounter(id) {
              @Override
              public void increment(double amount) {
                throw new IllegalStateException("a fault of the host");
              }
            };
          }
        };
    try (SessionMeters meters = new SessionMeters(new HostMeters(faulty))) {
      assertThatCode(meters::failedOver).doesNotThrowAnyException();
      assertThatCode(meters::speculated).doesNotThrowAnyException();
      assertThatCode(meters::retried).doesNotThrowAnyException();
      assertThatCode(meters::rebuilt).doesNotThrowAnyException();
      assertThatCode(() -> meters.unverified(2)).doesNotThrowAnyException();
    }
  }
}
