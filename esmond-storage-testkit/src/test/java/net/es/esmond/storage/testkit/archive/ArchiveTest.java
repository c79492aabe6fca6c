package net.es.esmond.storage.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.error.UnknownMetadataException;
import net.es.esmond.storage.error.UnknownSeriesException;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Page;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.series.ValueType;
import net.es.esmond.storage.series.WriteResult;
import net.es.esmond.storage.spi.SeriesWrite;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.testkit.memory.ForwardingTimeSeriesStore;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an archive promises, whatever its back ends are. */
class ArchiveTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.250Z");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private final TimeSeriesStore series = new InMemoryTimeSeriesStore(clock);
  private EsmondStorage storage;
  private Metadata test;

  @BeforeEach
  void openAnArchiveWithOneTest() {
    storage = open(series);
    test = storage.metadata().register(registration());
  }

  @AfterEach
  void close() {
    storage.close();
  }

  @Test
  void a_point_that_was_written_is_read() {
    storage.archive().write(test.key(), "throughput", NOW, 9_412_000_000L);

    assertThat(storage.archive().read(SeriesQuery.base(test.key(), "throughput")))
        .containsExactly(
            new Point(Instant.parse("2026-03-01T12:00:00Z"), new IntegerValue(9_412_000_000L)));
  }

  @Test
  void times_are_floored_to_seconds_unless_the_archive_keeps_milliseconds() {
    try (EsmondStorage exact = builder(series).keepMilliseconds().open()) {
      String key = exact.metadata().register(registration()).key();
      exact.archive().write(key, "throughput", NOW, 1);

      assertThat(exact.archive().read(SeriesQuery.base(key, "throughput")).map(Point::time))
          .containsExactly(NOW);
    }
  }

  @Test
  void writing_moves_the_time_of_no_other_event_type() {
    storage.archive().write(test.key(), "throughput", NOW, 1);

    assertThat(storage.metadata().get(test.key()).eventTypes())
        .allSatisfy(
            info ->
                assertThat(info.timeUpdated().isPresent())
                    .isEqualTo(info.eventType().equals("throughput")));
  }

  @Test
  void the_event_types_time_moves_only_after_acknowledgement() {
    CompletableFuture<Void> acknowledgement = new CompletableFuture<>();
    Delegating store = new Delegating(series, acknowledgement);
    try (EsmondStorage slow = open(store)) {
      String key = slow.metadata().register(registration()).key();

      CompletionStage<Void> write =
          slow.archive().writeAsync(key, "throughput", new Point(NOW, new IntegerValue(1)));

      assertThat(store.written).succeedsWithin(PATIENCE);
      assertThat(updates(slow, key)).isEmpty();
      assertThat(write.toCompletableFuture()).isNotDone();
      acknowledgement.complete(null);
      assertThat(write.toCompletableFuture()).succeedsWithin(PATIENCE);
      assertThat(updates(slow, key)).isNotEmpty();
    }
  }

  @Test
  void a_measurement_that_the_store_refused_is_not_announced() {
    assertThat(updatesAfterAWriteThatFailsWith(ErrorCode.STORE_REFUSED)).isEmpty();
  }

  @Test
  void measurements_of_which_the_store_may_have_taken_some_are_announced() {
    assertThat(
            updatesAfterAFailure(
                ErrorCode.STORE_REFUSED,
                (archive, key) -> archive.writeAll(key, "throughput", twoPoints())))
        .isNotEmpty();
  }

  private static List<Point> twoPoints() {
    return List.of(
        new Point(NOW, new IntegerValue(1)), new Point(NOW.plusSeconds(1), new IntegerValue(2)));
  }

  @Test
  void a_measurement_that_the_store_may_have_taken_is_announced() {
    assertThat(updatesAfterAWriteThatFailsWith(ErrorCode.DEADLINE_EXCEEDED)).isNotEmpty();
    assertThat(updatesAfterAWriteThatFailsWith(ErrorCode.STORE_UNAVAILABLE)).isNotEmpty();
    assertThat(updatesAfterAWriteThatFailsWith(ErrorCode.OVERLOADED))
        .as("an earlier attempt may have been applied")
        .isNotEmpty();
  }

  private List<EventTypeInfo> updatesAfterAWriteThatFailsWith(ErrorCode code) {
    return updatesAfterAFailure(code, (archive, key) -> archive.write(key, "throughput", NOW, 1));
  }

  private List<EventTypeInfo> updatesAfterAFailure(
      ErrorCode code, BiConsumer<Archive, String> write) {
    StoreException failure =
        new StoreException(code, StoreException.Store.CASSANDRA, "no", List.of(), null);
    TimeSeriesStore empty = new InMemoryTimeSeriesStore(clock);
    try (EsmondStorage broken =
        open(new Delegating(empty, CompletableFuture.failedFuture(failure)))) {
      String key = broken.metadata().register(registration()).key();

      assertThatThrownBy(() -> write.accept(broken.archive(), key))
          .isInstanceOfSatisfying(
              StoreException.class, thrown -> assertThat(thrown.code()).isEqualTo(code))
          .hasMessage("no");
      return updates(broken, key);
    }
  }

  @Test
  void an_unknown_metadata_key_is_refused_and_nothing_is_stored() {
    assertThatThrownBy(() -> storage.archive().write("f00", "throughput", NOW, 1))
        .isInstanceOf(UnknownMetadataException.class)
        .hasMessage("metadata key 'f00' is not registered: register its test");
    assertThatThrownBy(() -> storage.archive().read(SeriesQuery.base("f00", "throughput")).toList())
        .isInstanceOf(UnknownMetadataException.class);
  }

  @Test
  void an_event_type_not_registered_with_the_test_is_refused() {
    assertThatThrownBy(() -> storage.archive().write(test.key(), "packet-rtt", NOW, 1))
        .isInstanceOf(UnknownSeriesException.class)
        .hasMessageContaining("'packet-rtt base 0' is not registered");
  }

  @Test
  void an_event_type_that_esmond_does_not_have_is_refused() {
    assertThatThrownBy(() -> storage.archive().write(test.key(), "warp-speed", NOW, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("event-type: must be one of esmond's 49 names, but was 'warp-speed'");
  }

  @Test
  void a_value_of_the_wrong_type_is_refused() {
    assertThatThrownBy(
            () ->
                storage
                    .archive()
                    .write(test.key(), "histogram-owdelay", new Point(NOW, new IntegerValue(1))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be of type HISTOGRAM, as histogram-owdelay is");
  }

  @Test
  void every_bad_point_is_named_and_nothing_is_written() {
    List<Point> points =
        List.of(
            new Point(NOW, new IntegerValue(1)),
            new Point(Instant.parse("1999-12-31T23:59:59Z"), new IntegerValue(2)),
            new Point(NOW.plus(Duration.ofDays(2)), new IntegerValue(3)));

    assertThatThrownBy(() -> storage.archive().writeAll(test.key(), "throughput", points))
        .asInstanceOf(type(InvalidInputException.class))
        .satisfies(e -> assertThat(e.violations()).hasSize(2));
    assertThat(storage.archive().read(SeriesQuery.base(test.key(), "throughput"))).isEmpty();
  }

  @Test
  void one_time_twice_is_refused_unless_the_values_agree() {
    Point one = new Point(NOW, new IntegerValue(1));
    Point two = new Point(NOW, new IntegerValue(2));

    storage.archive().writeAll(test.key(), "throughput", List.of(one, one));
    assertThatThrownBy(
            () -> storage.archive().writeAll(test.key(), "throughput", List.of(one, two)))
        .hasMessageContaining("must not have two different values");
  }

  @Test
  void histograms_and_json_come_back_as_they_were() {
    Value histogram = Value.parse(ValueType.HISTOGRAM, "{\"9.5\": 27, \"10\": 573}");
    Value trace = Value.parse(ValueType.JSON, "[{\"ttl\": 1, \"ip\": \"192.0.2.1\"}]");
    storage.archive().write(test.key(), "histogram-owdelay", new Point(NOW, histogram));
    storage.archive().write(test.key(), "packet-trace", new Point(NOW, trace));

    assertThat(storage.archive().read(SeriesQuery.base(test.key(), "histogram-owdelay")))
        .singleElement()
        .satisfies(
            point -> {
              assertThat(point.value()).isEqualTo(histogram).isInstanceOf(Histogram.class);
            });
    assertThat(storage.archive().read(SeriesQuery.base(test.key(), "packet-trace")))
        .extracting(Point::value)
        .containsExactly(trace);
  }

  @Test
  void pages_follow_each_other_both_ways_up_to_the_limit() {
    Instant first = Instant.parse("2025-11-30T23:00:00Z");
    List<Point> points =
        LongStream.range(0, 25)
            .mapToObj(i -> new Point(first.plusSeconds(i * 600), new IntegerValue(i)))
            .toList();
    storage.archive().writeAll(test.key(), "throughput", points);
    SeriesQuery all = SeriesQuery.base(test.key(), "throughput").pageSize(10);

    assertThat(storage.archive().read(all)).containsExactlyElementsOf(points);
    assertThat(storage.archive().read(all.newestFirst(true).limit(12)).map(Point::value))
        .containsExactlyElementsOf(
            LongStream.range(0, 12).mapToObj(i -> (Value) new IntegerValue(24 - i)).toList());
    assertThat(
            storage
                .archive()
                .read(all.between(points.get(3).time(), points.get(20).time()))
                .map(Point::time))
        .hasSize(18)
        .startsWith(points.get(3).time())
        .endsWith(points.get(20).time());
  }

  @Test
  void each_page_but_the_last_says_how_to_continue() {
    storage.archive().write(test.key(), "throughput", NOW.minusSeconds(60), 1);
    storage.archive().write(test.key(), "throughput", NOW, 2);

    Page page = storage.archive().readPage(SeriesQuery.base(test.key(), "throughput").pageSize(1));

    assertThat(page.points()).hasSize(1);
    assertThat(storage.archive().readPage(page.next().orElseThrow()).next()).isEmpty();
  }

  @Test
  void a_pages_token_lets_another_process_go_on() {
    storage.archive().writeAll(test.key(), "throughput", points(25));
    String token =
        storage
            .archive()
            .readPage(SeriesQuery.base(test.key(), "throughput").pageSize(10))
            .next()
            .orElseThrow()
            .token();

    try (EsmondStorage other = open(series)) {
      other.metadata().register(registration());
      assertThat(other.archive().read(SeriesQuery.ofToken(token)))
          .containsExactlyElementsOf(points(25).subList(10, 25));
    }
  }

  @Test
  void many_series_are_written_by_one_stream_and_read_together() {
    List<SeriesPoint> mixed = new ArrayList<>();
    Value histogram = Value.parse(ValueType.HISTOGRAM, "{\"9.5\": 27}");
    for (Point point : points(2000)) {
      mixed.add(new SeriesPoint(test.key(), EventType.THROUGHPUT, point));
      mixed.add(
          new SeriesPoint(
              test.key(), EventType.HISTOGRAM_OWDELAY, new Point(point.time(), histogram)));
    }

    WriteResult result = storage.archive().writeAll(mixed.stream());

    assertThat(result).isEqualTo(new WriteResult(4000, 0, List.of()));
    assertThat(
            storage
                .archive()
                .readPages(
                    test.series().stream().map(of -> SeriesQuery.of(of).pageSize(1500)).toList()))
        .extracting(page -> page.points().size())
        .containsExactlyInAnyOrder(1500, 1500, 0);
    assertThat(storage.archive().read(SeriesQuery.base(test.key(), "throughput"))).hasSize(2000);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5_000})
  void a_second_value_in_a_stream_is_a_conflict_however_far(int apart) {
    WriteResult result = storage.archive().writeAll(twice(apart));

    assertThat(result.written()).isEqualTo(apart);
    assertThat(result.unchanged()).isEqualTo(1);
    assertThat(result.conflicts())
        .extracting(conflict -> conflict.refused().value())
        .containsExactly(new IntegerValue(-1));
    assertThat(firstValue()).isEqualTo(new IntegerValue(0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5_000})
  void the_last_value_in_a_stream_stays_when_overwriting(int apart) {
    storage.archive().overwriting().writeAll(twice(apart).limit(apart + 1));
    assertThat(firstValue()).isEqualTo(new IntegerValue(-1));

    storage.archive().unchecked().writeAll(twice(apart));
    assertThat(firstValue()).isEqualTo(new IntegerValue(0));
  }

  /** Points, and behind them the first one with another value, and as it was. */
  private Stream<SeriesPoint> twice(int apart) {
    Point first = points(1).get(0);
    return Stream.concat(
            points(apart).stream(), Stream.of(new Point(first.time(), new IntegerValue(-1)), first))
        .map(point -> new SeriesPoint(test.key(), EventType.THROUGHPUT, point));
  }

  private Value firstValue() {
    return storage
        .archive()
        .read(SeriesQuery.base(test.key(), "throughput").limit(1))
        .map(Point::value)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_page_ends_early_when_its_values_are_large() {
    List<Point> large =
        points(7).stream().map(point -> new Point(point.time(), text(1_200_000))).toList();
    storage.archive().writeAll(test.key(), "packet-trace", large);
    SeriesQuery query = SeriesQuery.base(test.key(), "packet-trace");

    Page page = storage.archive().readPage(query);

    assertThat(page.points()).isEqualTo(large.subList(0, 3));
    assertThat(storage.archive().readPage(page.next().orElseThrow()).points())
        .isEqualTo(large.subList(3, 6));
    assertThat(storage.archive().read(query)).containsExactlyElementsOf(large);
    assertThat(storage.archive().readPage(query.newestFirst(true)).points()).hasSize(3);
  }

  private static Value text(int length) {
    return Value.parse(ValueType.JSON, '"' + "x".repeat(length) + '"');
  }

  private static List<Point> points(int count) {
    Instant first = Instant.parse("2025-11-30T23:00:00Z");
    return LongStream.range(0, count)
        .mapToObj(i -> new Point(first.plusSeconds(i * 600), new IntegerValue(i)))
        .toList();
  }

  private static List<EventTypeInfo> updates(EsmondStorage storage, String key) {
    return storage.metadata().get(key).eventTypes().stream()
        .filter(info -> info.timeUpdated().isPresent())
        .toList();
  }

  private static Registration registration() {
    return Registration.pointToPoint()
        .source("198.51.100.1")
        .inputSource("a.example.net")
        .destination("198.51.100.2")
        .inputDestination("b.example.net")
        .measurementAgent("198.51.100.1")
        .toolName("bwctl/iperf3")
        .eventType(EventType.THROUGHPUT)
        .eventType(EventType.HISTOGRAM_OWDELAY)
        .eventType(EventType.PACKET_TRACE)
        .build();
  }

  private EsmondStorage open(TimeSeriesStore store) {
    return builder(store).open();
  }

  private EsmondStorageBuilder builder(TimeSeriesStore store) {
    return EsmondStorage.builder(EsmondConf.of(Map.of("cassandra_servers", "localhost")))
        .clock(clock)
        .timeSeries((conf, context) -> store)
        .metadata((conf, context) -> new InMemoryMetadataStore(clock));
  }

  /** A store whose writes are acknowledged when, and as, a test says. */
  private static final class Delegating extends ForwardingTimeSeriesStore {
    final CompletableFuture<Void> written = new CompletableFuture<>();
    private final CompletionStage<Void> acknowledgement;

    Delegating(TimeSeriesStore store, CompletionStage<Void> acknowledgement) {
      super(store);
      this.acknowledgement = acknowledgement;
    }

    @Override
    public CompletionStage<Void> write(SeriesWrite write, Deadline deadline) {
      return super.write(write, deadline)
          .thenCompose(
              done -> {
                written.complete(null);
                return acknowledgement;
              });
    }
  }
}
