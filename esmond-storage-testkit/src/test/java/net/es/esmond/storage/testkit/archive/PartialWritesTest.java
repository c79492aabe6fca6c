package net.es.esmond.storage.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.document.MeasurementDocument;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.RefusedSeries;
import net.es.esmond.storage.error.RefusedSeriesException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.error.UnknownSeriesException;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.progress.LongWork;
import net.es.esmond.storage.progress.Progress;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.series.ValueType;
import net.es.esmond.storage.series.WriteResult;
import net.es.esmond.storage.spi.SeriesWrite;
import net.es.esmond.storage.testkit.memory.ForwardingTimeSeriesStore;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A bulk write does what it can, and says what it could not. */
@Timeout(60)
class PartialWritesTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final RetentionPolicies THIRTY_DAYS =
      RetentionPolicies.parse(
          """
          {"policies": [{"event_type": "*", "summary_type": "*", "summary_window": "*",
                         "expire": "30"}]}""");

  private final Set<EventType> failing = ConcurrentHashMap.newKeySet();
  private final List<String> warnings = new ArrayList<>();
  private EsmondStorage storage;
  private Archive archive;
  private String key;

  @BeforeEach
  void openAnArchiveWithOneTest() {
    storage =
        EsmondStorage.builder(EsmondConf.of(Map.of("cassandra_servers", "localhost")))
            .clock(CLOCK)
            .retention(THIRTY_DAYS)
            .withoutBackgroundMaintenance()
            .timeSeries((conf, context) -> new Failing())
            .metadata((conf, context) -> new InMemoryMetadataStore(CLOCK))
            .open();
    archive = storage.archive();
    key = register(EventType.THROUGHPUT, EventType.FAILURES).key();
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private Metadata register(EventType... eventTypes) {
    var registration =
        Registration.pointToPoint()
            .source("198.51.100.1")
            .inputSource("a.example.net")
            .destination("198.51.100.2")
            .inputDestination("b.example.net")
            .measurementAgent("198.51.100.1")
            .toolName("bwctl/iperf3");
    Stream.of(eventTypes).forEach(registration::eventType);
    return storage.metadata().register(registration.build());
  }

  private SeriesPoint point(EventType type, Instant time, Value value) {
    return new SeriesPoint(key, type, new Point(time, value));
  }

  private SeriesPoint throughput(int secondsAgo, long value) {
    return point(EventType.THROUGHPUT, NOW.minusSeconds(secondsAgo), new IntegerValue(value));
  }

  private List<Point> stored(String eventType) {
    return archive.read(SeriesQuery.base(key, eventType)).toList();
  }

  private static RefusedSeries only(WriteResult result) {
    assertThat(result.refused()).hasSize(1);
    return result.refused().get(0);
  }

  /** What pScheduler sends of one throughput test. */
  @Test
  void points_of_an_event_type_not_registered_are_refused_alone() {
    String document =
        """
        {"data":[{"ts":%s,"val":[{"event-type":"packet-rtt","val":1},
          {"event-type":"throughput","val":2},{"event-type":"failures","val":{"error":"x"}}]}]}"""
            .formatted(NOW.getEpochSecond());

    WriteResult result = archive.writeAll(MeasurementDocument.of(document).points(key));

    assertThat(result.written()).isEqualTo(2);
    assertThat(only(result))
        .isEqualTo(
            new RefusedSeries(
                key,
                "packet-rtt",
                ErrorCode.UNKNOWN_SERIES,
                "'packet-rtt base 0' is not registered for metadata key '"
                    + key
                    + "': register the test with it",
                1));
    assertThat(stored("throughput")).containsExactly(new Point(NOW, new IntegerValue(2)));
    assertThat(stored("failures")).hasSize(1);
    assertThatThrownBy(result::orThrow)
        .isInstanceOf(RefusedSeriesException.class)
        .hasMessageContaining("1 point of packet-rtt of '" + key + "'");
  }

  @Test
  void the_readme_shows_how_refused_series_are_told() throws IOException {
    List<SeriesPoint> points =
        List.of(throughput(1, 1), point(EventType.PACKET_RTT, NOW, new IntegerValue(1)));
    Path source = Path.of("src/test/java", getClass().getName().replace('.', '/') + ".java");
    Matcher example =
        Pattern.compile(" *// README: begin\n(.*?) *// README: end\n", Pattern.DOTALL)
            .matcher(Files.readString(source));

    assertThatThrownBy(() -> writeAndWarn(points)).isInstanceOf(RefusedSeriesException.class);

    assertThat(warnings).containsExactly("1 points of packet-rtt of '" + key + "': UNKNOWN_SERIES");
    assertThat(stored("throughput")).hasSize(1);
    assertThat(example.find()).isTrue();
    assertThat(Files.readString(Path.of("..", "README.md")))
        .contains("```java\n" + example.group(1).indent(-4) + "```");
  }

  private void writeAndWarn(List<SeriesPoint> points) {
    // README: begin
    WriteResult result = storage.archive().announcingAtOnce().writeAll(points.stream());
    for (RefusedSeries refused : result.refused()) {
      warn(refused.count() + " points of " + refused.series() + ": " + refused.code());
    }
    result.orThrow(); // for callers that take a part of a write for none
    // README: end
  }

  private void warn(String message) {
    warnings.add(message);
  }

  @Test
  void a_write_of_one_series_throws_as_before() {
    Point point = new Point(NOW, new IntegerValue(1));

    assertThatThrownBy(() -> archive.writeAll(key, "packet-rtt", List.of(point)))
        .isInstanceOf(UnknownSeriesException.class);
    assertThatThrownBy(
            () ->
                archive.writeAll(
                    key,
                    "throughput",
                    List.of(point, new Point(Instant.EPOCH, new IntegerValue(1)))))
        .isInstanceOf(InvalidInputException.class);
    assertThat(stored("throughput")).isEmpty();
  }

  @Test
  void bad_points_are_refused_without_their_neighbours() {
    List<SeriesPoint> points = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      points.add(throughput(i, i));
    }
    points.add(5, point(EventType.THROUGHPUT, Instant.EPOCH, new IntegerValue(1)));
    points.add(500, point(EventType.THROUGHPUT, NOW.plusSeconds(90_000), new IntegerValue(1)));
    points.add(2_500, point(EventType.THROUGHPUT, NOW, Value.parse(ValueType.JSON, "{\"a\": 1}")));

    WriteResult result = archive.writeAll(points.stream());

    assertThat(result.written()).isEqualTo(3_000);
    assertThat(only(result).code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(only(result).count()).isEqualTo(3);
    assertThat(only(result).message()).startsWith("ts: must not be before 2000");
    assertThat(stored("throughput")).hasSize(3_000);
  }

  @Test
  void points_past_their_retention_are_refused_without_their_neighbours() {
    Duration day = Duration.ofDays(1);
    List<SeriesPoint> points =
        IntStream.range(0, 100).mapToObj(i -> throughput(i * (int) day.toSeconds(), i)).toList();

    WriteResult result = archive.writeAll(points.stream());

    assertThat(result.written()).isEqualTo(stored("throughput").size()).isBetween(29L, 31L);
    assertThat(only(result).code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(only(result).count()).isEqualTo(100 - result.written());
    assertThat(only(result).message()).contains("must be within the retention");
  }

  @Test
  void the_first_value_stays_beside_points_that_are_refused() {
    SeriesPoint expired = throughput((int) Duration.ofDays(50).toSeconds(), 1);

    WriteResult result =
        archive.writeAll(Stream.of(throughput(1, 10), expired, throughput(1, 11), expired));

    assertThat(result.written()).isEqualTo(1);
    assertThat(result.conflicts())
        .extracting(conflict -> conflict.refused().value())
        .containsExactly(new IntegerValue(11));
    assertThat(only(result).count()).isEqualTo(2);
    RefusedSeriesException error =
        catchThrowableOfType(RefusedSeriesException.class, result::orThrow);
    assertThat(error.getSuppressed()).hasSize(1);
  }

  @Test
  void the_last_value_stays_when_unchecked_beside_refused_points() {
    SeriesPoint expired = throughput((int) Duration.ofDays(50).toSeconds(), 1);

    archive.unchecked().writeAll(Stream.of(throughput(1, 10), expired, throughput(1, 11)));

    assertThat(stored("throughput")).extracting(Point::value).containsExactly(new IntegerValue(11));
  }

  @Test
  void a_series_that_the_store_does_not_take_is_named() {
    failing.add(EventType.THROUGHPUT);

    WriteResult result =
        archive.writeAll(
            Stream.of(
                throughput(1, 1),
                throughput(2, 2),
                point(EventType.FAILURES, NOW, Value.parse(ValueType.JSON, "{}"))));

    assertThat(result.written()).isEqualTo(1);
    assertThat(only(result))
        .isEqualTo(new RefusedSeries(key, "throughput", ErrorCode.STORE_UNAVAILABLE, "no node", 2));
    assertThatThrownBy(result::orThrow)
        .isInstanceOfSatisfying(
            RefusedSeriesException.class, error -> assertThat(error.retryable()).isTrue());

    failing.clear();
    assertThat(archive.writeAll(Stream.of(throughput(1, 1), throughput(2, 2))).orThrow().written())
        .isEqualTo(2);
  }

  @Test
  void the_list_of_refused_series_is_bounded() {
    Stream<SeriesPoint> strangers =
        IntStream.range(0, 3_000)
            .mapToObj(
                i ->
                    new SeriesPoint(
                        "f00" + i, EventType.THROUGHPUT, new Point(NOW, new IntegerValue(i))));

    WriteResult result = archive.writeAll(strangers);

    assertThat(result.refusedPoints()).isEqualTo(3_000);
    assertThat(result.refused())
        .hasSize(999)
        .allMatch(refused -> refused.code() == ErrorCode.UNKNOWN_METADATA);
  }

  @Test
  void a_stream_can_be_written_without_blocking() {
    List<String> readers = Collections.synchronizedList(new ArrayList<>());
    Stream<SeriesPoint> points =
        LongStream.range(0, 50_000)
            .mapToObj(
                i -> {
                  if (i % 1_000 == 0) {
                    readers.add(Thread.currentThread().getName());
                  }
                  return throughput((int) i, i);
                });

    CompletionStage<WriteResult> all = archive.writeAllAsync(points);

    assertThat(all)
        .succeedsWithin(SOON)
        .satisfies(result -> assertThat(result.written()).isEqualTo(50_000));
    assertThat(readers).hasSize(50).allMatch(name -> name.startsWith("esmond-completion-"));
  }

  @Test
  void a_blocking_write_reads_the_stream_on_its_own_thread() {
    List<Thread> readers = new ArrayList<>();

    archive.writeAll(
        LongStream.range(0, 10_000)
            .mapToObj(i -> throughput((int) i, i))
            .peek(point -> readers.add(Thread.currentThread())));

    assertThat(readers).containsOnly(Thread.currentThread());
  }

  @Test
  void a_listener_hears_how_far_a_write_has_come() {
    CompletableFuture<Progress> last = new CompletableFuture<>();
    List<SeriesPoint> points = IntStream.range(0, 5_000).mapToObj(i -> throughput(i, i)).toList();

    archive.writeAll(
        points.stream(),
        progress -> {
          if (progress.ended()) {
            last.complete(progress);
          }
        });

    assertThat(last)
        .succeedsWithin(SOON)
        .satisfies(
            progress -> {
              assertThat(progress.work()).isEqualTo(LongWork.BULK_WRITE);
              assertThat(progress.done()).isEqualTo(5_000);
              assertThat(progress.total()).isEqualTo(OptionalLong.of(5_000));
              assertThat(progress.perSecond()).isPositive();
            });
  }

  @Test
  void an_endless_stream_ends_at_the_calls_deadline() {
    StoreException late =
        catchThrowableOfType(
            StoreException.class,
            () ->
                archive
                    .withTimeout(Duration.ofMillis(200))
                    .writeAll(Stream.generate(() -> throughput(1, 1))));

    assertThat(late.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(late).hasMessageContainingAll("not read to their end within PT0.2S", "repeat");
  }

  @Test
  void what_the_stream_throws_is_thrown_to_the_caller() {
    Stream<SeriesPoint> broken =
        Stream.of(1, 2)
            .map(
                i -> {
                  if (i == 2) {
                    throw new IllegalStateException("damaged");
                  }
                  return throughput(i, i);
                });

    assertThatThrownBy(() -> archive.writeAll(broken)).hasMessage("damaged");
    assertThat(archive.writeAllAsync(Stream.of(1).map(i -> throughput(0 / (i - 1), 1))))
        .failsWithin(SOON)
        .withThrowableThat()
        .withCauseInstanceOf(ArithmeticException.class);
  }

  @Test
  void a_known_record_is_found_in_memory() {
    assertThat(storage.metadata().findCached(key)).contains(storage.metadata().get(key));
    assertThat(storage.metadata().findCached("f00")).isEmpty();
    assertThat(storage.metadata().findCachedAsync(key))
        .succeedsWithin(SOON)
        .satisfies(found -> assertThat(found).isPresent());
  }

  @Test
  void views_announce_at_once_whatever_else_they_do() {
    Archive view = archive.announcingAtOnce().withTimeout(SOON).overwriting();

    view.write(key, "throughput", NOW, 1);
    view.series(key, "throughput").write(NOW, 2);

    assertThat(storage.metadata().get(key).eventTypes())
        .anySatisfy(info -> assertThat(info.timeUpdated()).isPresent());
    assertThat(stored("throughput")).extracting(Point::value).containsExactly(new IntegerValue(2));
  }

  /** A store that some event types cannot be written to. */
  private final class Failing extends ForwardingTimeSeriesStore {
    Failing() {
      super(new InMemoryTimeSeriesStore(CLOCK));
    }

    @Override
    public CompletionStage<Void> write(SeriesWrite write, Deadline deadline) {
      return failing.contains(write.series().eventType())
          ? CompletableFuture.failedFuture(
              new StoreException(
                  ErrorCode.STORE_UNAVAILABLE,
                  StoreException.Store.CASSANDRA,
                  "no node",
                  List.of(),
                  null))
          : super.write(write, deadline);
    }
  }
}
