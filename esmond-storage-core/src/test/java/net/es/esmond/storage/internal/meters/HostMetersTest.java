package net.es.esmond.storage.internal.meters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HostMetersTest {
  private final MeterRegistry host = new SimpleMeterRegistry();

  @Test
  void storages_that_share_a_registry_keep_meters_of_their_own() {
    HostMeters first = new HostMeters(host);
    HostMeters second = new HostMeters(host);
    AtomicInteger one = new AtomicInteger(1);
    AtomicInteger two = new AtomicInteger(2);

    first.counting(StorageMeter.RETRIES).accept(3);
    second.counting(StorageMeter.RETRIES).accept(4);
    first.gauge(StorageMeter.QUEUE, one, AtomicInteger::get);
    second.gauge(StorageMeter.QUEUE, two, AtomicInteger::get);

    assertThat(host.get("esmond.cassandra.retries").counters())
        .extracting(Counter::count)
        .containsExactlyInAnyOrder(3.0, 4.0);
    assertThat(host.get("esmond.cassandra.queue").gauges())
        .extracting(Gauge::value)
        .containsExactlyInAnyOrder(1.0, 2.0);
    DocumentedMeters.assertDocumented(host);
  }

  @Test
  void a_storage_that_closes_leaves_the_meters_of_others() {
    HostMeters first = new HostMeters(host);
    HostMeters second = new HostMeters(host);
    first.timing(StorageMeter.REQUESTS, "node", "ok");
    second.timing(StorageMeter.REQUESTS, "node", "ok");

    first.close();
    first.close();
    first.counting(StorageMeter.RETRIES).accept(1);

    assertThat(host.getMeters())
        .singleElement()
        .extracting(meter -> meter.getId().getTag(StorageMeter.STORAGE))
        .isEqualTo(Integer.toString(second.number()));
    second.close();
    assertThat(host.getMeters()).isEmpty();
  }

  @Test
  void without_a_registry_of_the_host_nothing_is_kept() {
    HostMeters meters = new HostMeters(null);

    meters.counting(StorageMeter.READ_POINTS).accept(1);

    assertThat(meters.registry().get("esmond.archive.read.points").counter().count()).isZero();
  }

  @Test
  void a_registry_that_throws_fails_no_call() {
    MeterRegistry faulty =
        new SimpleMeterRegistry() {
          @Override
          protected Counter newCounter(Meter.Id id) {
            return new Counter() {
              @Override
              public void increment(double amount) {
                throw new IllegalStateException("a fault of the host");
              }

              @Override
              public double count() {
                return 0;
              }

              @Override
              public Id getId() {
                return id;
              }
            };
          }

          @Override
          protected Timer newTimer(
              Meter.Id id, DistributionStatisticConfig distribution, PauseDetector pauseDetector) {
            throw new IllegalStateException("a fault of the host");
          }
        };
    HostMeters meters = new HostMeters(faulty);

    assertThatCode(() -> meters.counting(StorageMeter.READ_POINTS).accept(1))
        .doesNotThrowAnyException();
    assertThatCode(() -> meters.timing(StorageMeter.REQUESTS, "node", "ok").accept(1))
        .doesNotThrowAnyException();
  }

  @Test
  void a_registry_that_refuses_meters_fails_nobody_who_registers_them() {
    host.config()
        .onMeterAdded(
            meter -> {
              throw new NoClassDefFoundError("a fault of the host");
            });
    HostMeters meters = new HostMeters(host);

    meters.counting(StorageMeter.READ_POINTS).accept(1);
    meters.timing(StorageMeter.REQUESTS, "node", "ok").accept(1);
    meters.gauge(StorageMeter.QUEUE, this, test -> 1);
    meters.close();

    assertThat(host.getMeters()).isEmpty();
  }

  @Test
  void a_registry_that_keeps_meters_fails_no_closing() {
    HostMeters meters = new HostMeters(host);
    meters.counting(StorageMeter.RETRIES).accept(1);
    meters.counting(StorageMeter.FAILOVERS).accept(1);
    host.config()
        .onMeterRemoved(
            meter -> {
              throw new IllegalStateException("a fault of the host");
            });

    assertThatCode(meters::close).doesNotThrowAnyException();
  }
}
