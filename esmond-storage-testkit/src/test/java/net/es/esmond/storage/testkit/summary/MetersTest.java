package net.es.esmond.storage.testkit.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.downsample.AggregateFunction;
import net.es.esmond.storage.downsample.Steps;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.internal.meters.DocumentedMeters;
import net.es.esmond.storage.internal.meters.HostMeters;
import net.es.esmond.storage.internal.meters.StorageMeter;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a host's meter registry is told of points, pages, windows and partitions. */
class MetersTest {
  private static final Instant JANUARY = Instant.parse("2026-01-15T00:00:00Z");
  private static final RetentionPolicies THIRTY_DAYS =
      RetentionPolicies.parse(
          """
          {"policies": [
            {"event_type": "*", "summary_type": "*", "summary_window": "*", "expire": "never"},
            {"event_type": "*", "summary_type": "base", "summary_window": "0", "expire": "30"}]}
          """);

  @RegisterExtension private final Deployment deployment = new Deployment(JANUARY);
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final EsmondStorage storage =
      deployment.instance(THIRTY_DAYS, MeterRegistry.class, registry);
  private final Archive archive = storage.archive();
  private String key;

  @BeforeEach
  void register() {
    key = storage.metadata().register(Deployment.TEST).key();
  }

  private double count(String name, String... tags) {
    return registry.get("esmond.archive." + name).tags(tags).counter().count();
  }

  private double written(String outcome) {
    return count("write.points", "outcome", outcome);
  }

  private static Point point(Instant time, long value) {
    return new Point(time, new IntegerValue(value));
  }

  @Test
  void points_are_counted_by_what_became_of_them() {
    archive.writeAll(key, "throughput", List.of(point(JANUARY, 1), point(at(1), 2)));
    archive.writeAll(
        key, "throughput", List.of(point(JANUARY, 1), point(at(1), 3), point(at(2), 4)));
    assertThatThrownBy(() -> archive.write(key, "packet-count-sent", JANUARY, 1))
        .isInstanceOf(EsmondException.class);
    assertThatThrownBy(() -> archive.writeAll("nobody", "throughput", List.of(point(JANUARY, 1))))
        .isInstanceOf(EsmondException.class);

    assertThat(written("written")).isEqualTo(3);
    assertThat(written("unchanged")).isEqualTo(1);
    assertThat(written("conflicting")).isEqualTo(1);
    assertThat(written("refused")).isEqualTo(2);
    assertThat(written("failed")).isZero();
  }

  @Test
  void a_bulk_write_counts_what_it_refuses_once() {
    deployment.clock.advance(Duration.ofDays(60));
    Instant now = deployment.clock.instant();
    Stream<Point> points =
        Stream.of(point(JANUARY, 1), point(at(1), 2), point(now, 3), point(now.minusSeconds(1), 4));

    archive.writeAll(points.map(point -> new SeriesPoint(key, EventType.THROUGHPUT, point)));

    assertThat(written("written")).isEqualTo(2);
    assertThat(written("refused")).isEqualTo(2);
    assertThat(count("expired.points")).isEqualTo(2);
  }

  private static Instant at(int minute) {
    return JANUARY.plus(Duration.ofMinutes(minute));
  }

  @Test
  void points_and_pages_read_are_counted() {
    archive.writeAll(key, "throughput", List.of(point(JANUARY, 1), point(at(1), 2)));

    SeriesQuery base = SeriesQuery.of(Series.base(key, EventType.THROUGHPUT));
    archive.readPage(base);
    archive.downsamplePage(base, Steps.of(Duration.ofHours(1)), List.of(AggregateFunction.MEAN));
    assertThat(archive.read(SeriesQuery.summary(key, "throughput", "average", 300))).hasSize(1);

    assertThat(count("read.points")).isEqualTo(3);
    assertThat(count("read.pages", "outcome", "complete")).isEqualTo(3);
    assertThat(count("read.pages", "outcome", "possibly_incomplete")).isZero();
  }

  @Test
  void windows_are_counted_when_stored_and_stored_again() {
    archive.write(key, "throughput", JANUARY, 1);
    deployment.clock.advance(Duration.ofHours(3));
    storage.maintenance().storeSummaries();
    assertThat(windows("stored")).isEqualTo(3);

    archive.write(key, "throughput", at(1), 2);
    deployment.clock.advance(Duration.ofHours(1));
    storage.maintenance().storeSummaries();

    assertThat(windows("stored")).isEqualTo(3);
    assertThat(windows("stored_again")).isEqualTo(3);
    assertThat(windows("passed_over")).isZero();
  }

  private double windows(String outcome) {
    return count("sweep.windows", "outcome", outcome);
  }

  @Test
  void a_window_that_cannot_be_computed_is_counted() {
    archive.writeAll(
        key, "throughput", List.of(point(JANUARY, Long.MAX_VALUE), point(at(1), Long.MAX_VALUE)));
    deployment.clock.advance(Duration.ofHours(3));

    storage.maintenance().storeSummaries();

    assertThat(windows("passed_over")).isEqualTo(3);
  }

  @Test
  void partitions_and_points_that_expired_are_counted() {
    archive.write(key, "throughput", JANUARY, 1);
    deployment.clock.advance(Duration.ofDays(60));

    storage.maintenance().applyRetention(true);
    assertThat(count("expired.partitions")).isZero();
    storage.maintenance().applyRetention(false);
    assertThatThrownBy(() -> archive.write(key, "throughput", at(1), 1))
        .isInstanceOf(EsmondException.class);

    assertThat(count("expired.partitions")).isEqualTo(1);
    assertThat(count("expired.points")).isEqualTo(1);
    assertThat(written("refused")).isEqualTo(1);
  }

  @Test
  void an_opening_that_fails_leaves_no_meters() {
    MeterRegistry host = new SimpleMeterRegistry();
    EsmondStorageBuilder builder =
        EsmondStorage.builder(EsmondConf.of(Map.of("cassandra_servers", "localhost")))
            .service(MeterRegistry.class, host)
            .timeSeries(
                (conf, context) -> {
                  HostMeters.of(context).counting(StorageMeter.FAILOVERS);
                  return new InMemoryTimeSeriesStore(Clock.systemUTC());
                })
            .metadata(
                (conf, context) -> {
                  assertThat(host.getMeters()).isNotEmpty();
                  throw new IllegalStateException("no metadata");
                });

    assertThatThrownBy(builder::open).hasMessage("no metadata");

    assertThat(host.getMeters()).isEmpty();
  }

  @Test
  void all_meters_are_documented_and_go_with_the_storage() {
    DocumentedMeters.assertDocumented(registry);

    storage.close();

    assertThat(registry.getMeters()).isEmpty();
  }
}
