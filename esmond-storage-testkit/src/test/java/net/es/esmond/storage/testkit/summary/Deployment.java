package net.es.esmond.storage.testkit.summary;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.internal.time.StorageClock;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.summary.Summaries;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Stores in memory with a clock of their own, and any number of instances on them. */
final class Deployment implements AfterEachCallback {
  static final Registration TEST =
      Registration.pointToPoint()
          .source("198.51.100.1")
          .inputSource("a.example.net")
          .destination("198.51.100.2")
          .inputDestination("b.example.net")
          .measurementAgent("198.51.100.1")
          .toolName("bwctl/iperf3")
          .eventType(EventType.THROUGHPUT)
          .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofSeconds(300))
          .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofSeconds(3600))
          .summary(EventType.THROUGHPUT, SummaryType.AGGREGATION, Duration.ofSeconds(3600))
          .eventType(EventType.HISTOGRAM_OWDELAY)
          .summary(EventType.HISTOGRAM_OWDELAY, SummaryType.AGGREGATION, Duration.ofSeconds(300))
          .summary(EventType.HISTOGRAM_OWDELAY, SummaryType.STATISTICS, Duration.ofSeconds(3600))
          .eventType(EventType.PACKET_LOSS_RATE)
          .summary(EventType.PACKET_LOSS_RATE, SummaryType.AGGREGATION, Duration.ofSeconds(600))
          .eventType(EventType.TIME_ERROR_ESTIMATES)
          .summary(EventType.TIME_ERROR_ESTIMATES, SummaryType.AVERAGE, Duration.ofSeconds(86_400))
          .summary(EventType.TIME_ERROR_ESTIMATES, SummaryType.AGGREGATION, Duration.ofSeconds(300))
          .build();

  final ManualClock clock;
  final InMemoryTimeSeriesStore store;
  private final InMemoryMetadataStore metadata;
  private volatile Duration metadataAhead = Duration.ZERO;
  private final List<EsmondStorage> open = new CopyOnWriteArrayList<>();

  Deployment(Instant now) {
    clock = new ManualClock(now);
    store = new InMemoryTimeSeriesStore(clock);
    InstantSource metadataTime = () -> clock.instant().plus(metadataAhead);
    metadata = new InMemoryMetadataStore(metadataTime.withZone(ZoneOffset.UTC));
  }

  /** Puts the clock of the metadata's server ahead of that of the series' server. */
  void metadataAhead(Duration time) {
    metadataAhead = time;
  }

  EsmondStorage instance() {
    return instance(RetentionPolicies.NONE);
  }

  EsmondStorage instance(RetentionPolicies policies) {
    return instance(Duration.ZERO, policies, store);
  }

  /** Opens an instance that sees another time, and reaches the store its own way. */
  EsmondStorage instance(Duration ahead, RetentionPolicies policies, TimeSeriesStore way) {
    StorageClock time = StorageClock.simulated(Clock.offset(clock, ahead));
    return open(builder(policies, way).service(StorageClock.class, time));
  }

  /** Opens an instance whose host hands in a service. */
  <T> EsmondStorage instance(RetentionPolicies policies, Class<T> type, T service) {
    return open(
        builder(policies, store)
            .service(StorageClock.class, StorageClock.simulated(clock))
            .service(type, service));
  }

  /** Opens an instance on a host with a clock of its own. */
  EsmondStorage host(Clock hosts, RetentionPolicies policies) {
    return host(hosts, policies, store);
  }

  /** Opens an instance on a host with a clock of its own, which reaches the store its own way. */
  EsmondStorage host(Clock hosts, RetentionPolicies policies, TimeSeriesStore way) {
    return open(builder(policies, way).clock(hosts));
  }

  private EsmondStorageBuilder builder(RetentionPolicies policies, TimeSeriesStore way) {
    return EsmondStorage.builder(EsmondConf.of(Map.of("cassandra_servers", "localhost")))
        .retention(policies)
        .withoutBackgroundMaintenance()
        .timeSeries((conf, context) -> way)
        .metadata((conf, context) -> metadata);
  }

  private EsmondStorage open(EsmondStorageBuilder builder) {
    EsmondStorage instance = builder.open();
    open.add(instance);
    return instance;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    open.forEach(EsmondStorage::close);
  }

  /** What a summary must be: made at once from all base points that are there. */
  static List<Point> recomputed(EsmondStorage instance, Series summary) {
    Series base = Series.base(summary.metadataKey(), summary.eventType());
    return Summaries.of(summary, instance.archive().read(SeriesQuery.of(base)).toList());
  }

  static List<Point> read(EsmondStorage instance, Series summary) {
    return instance.archive().read(SeriesQuery.of(summary)).toList();
  }

  /** All summaries of the test. */
  static List<Series> summaries(String key) {
    return TEST.eventTypes().stream()
        .filter(info -> info.summaryType() != SummaryType.BASE)
        .map(
            info ->
                new Series(
                    key, EventType.of(info.eventType()), info.summaryType(), info.windowSeconds()))
        .toList();
  }
}
