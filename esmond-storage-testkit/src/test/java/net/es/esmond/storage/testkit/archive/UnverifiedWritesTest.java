package net.es.esmond.storage.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.WriteResult;
import net.es.esmond.storage.spi.PointLookup;
import net.es.esmond.storage.testkit.memory.ForwardingTimeSeriesStore;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a caller is told when lookups were answered by too few replicas. */
class UnverifiedWritesTest {
  private static final Instant START =
      Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(100));

  private final HalfAnswered store = new HalfAnswered();
  private EsmondStorage storage;
  private String key;

  /** A store of which one replica is away, for the times that are named. */
  private static final class HalfAnswered extends ForwardingTimeSeriesStore {
    private Set<Instant> unverified = Set.of();
    private boolean remote;

    HalfAnswered() {
      super(new InMemoryTimeSeriesStore(Clock.systemUTC()));
    }

    @Override
    public boolean servedRemotely() {
      return remote;
    }

    @Override
    public CompletionStage<PointLookup> stored(
        Series series,
        List<Long> timesMillis,
        Optional<ConsistencyLevel> level,
        Deadline deadline) {
      Set<Long> times =
          timesMillis.stream()
              .filter(time -> unverified.contains(Instant.ofEpochMilli(time)))
              .collect(Collectors.toSet());
      return super.stored(series, timesMillis, level, deadline)
          .thenApply(lookup -> new PointLookup(lookup.found(), times));
    }
  }

  @BeforeEach
  void open() {
    storage =
        EsmondStorage.builder(EsmondConf.of(Map.of("cassandra_servers", "localhost")))
            .timeSeries((conf, context) -> store)
            .metadata((conf, context) -> new InMemoryMetadataStore(Clock.systemUTC()))
            .withoutBackgroundMaintenance()
            .open();
    key =
        storage
            .metadata()
            .register(
                Registration.pointToPoint()
                    .source("192.0.2.1")
                    .destination("192.0.2.2")
                    .measurementAgent("192.0.2.1")
                    .toolName("bwctl/iperf3")
                    .inputSource("a.example.net")
                    .inputDestination("b.example.net")
                    .eventType(EventType.THROUGHPUT)
                    .build())
            .key();
  }

  @AfterEach
  void close() {
    storage.close();
  }

  @Test
  void written_points_whose_lookup_was_not_sure_are_counted() {
    store.unverified = Set.of(time(2), time(3));

    WriteResult result = storage.archive().writeAll(key, "throughput", points(1, 5, 1));

    assertThat(result).isEqualTo(new WriteResult(5, 0, List.of(), 2));
  }

  @Test
  void what_was_found_is_certain() {
    storage.archive().writeAll(key, "throughput", points(1, 2, 1));
    store.unverified = Set.of(time(1), time(2), time(3));

    WriteResult equal = storage.archive().writeAll(key, "throughput", points(1, 3, 1));
    WriteResult other = storage.archive().writeAll(key, "throughput", points(1, 3, 2));

    assertThat(equal).isEqualTo(new WriteResult(1, 2, List.of(), 1));
    assertThat(other.conflicts()).hasSize(3);
    assertThat(other.unverified()).isZero();
  }

  @Test
  void overwriting_counts_what_it_may_not_have_outbid() {
    storage.archive().writeAll(key, "throughput", points(1, 2, 1));
    store.unverified = Set.of(time(1));

    WriteResult result =
        storage.archive().overwriting().writeAll(key, "throughput", points(1, 2, 2));

    assertThat(result).isEqualTo(new WriteResult(2, 0, List.of(), 1));
  }

  @Test
  void without_a_lookup_nothing_is_counted() {
    store.unverified = Set.of(time(1));

    assertThat(storage.archive().unchecked().writeAll(key, "throughput", points(1, 2, 1)))
        .isEqualTo(new WriteResult(2, 0, List.of()));
  }

  @Test
  void whatever_a_remote_datacenter_answers_is_uncertain() {
    store.remote = true;
    SeriesQuery query = SeriesQuery.base(key, "throughput");

    assertThat(storage.archive().writeAll(key, "throughput", points(1, 2, 1)).unverified())
        .isEqualTo(2);
    assertThat(storage.archive().readPage(query).possiblyIncomplete()).isTrue();
    store.remote = false;
    assertThat(storage.archive().readPage(query).possiblyIncomplete()).isFalse();
  }

  @Test
  void bulk_loads_add_up_their_counts() {
    store.unverified = Set.of(time(1), time(3));

    WriteResult result =
        storage
            .archive()
            .writeAll(
                points(1, 3, 1).stream()
                    .map(point -> new SeriesPoint(key, EventType.THROUGHPUT, point)));

    assertThat(result).isEqualTo(new WriteResult(3, 0, List.of(), 2));
  }

  private static Instant time(int minute) {
    return START.plusSeconds(60L * minute);
  }

  private static List<Point> points(int first, int last, long value) {
    return IntStream.rangeClosed(first, last)
        .mapToObj(minute -> new Point(time(minute), new IntegerValue(value)))
        .toList();
  }
}
