package net.es.esmond.storage.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.error.ConflictException;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.RefusedSeries;
import net.es.esmond.storage.internal.time.StorageClock;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.Conflict;
import net.es.esmond.storage.series.ConflictMode;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.series.ValueType;
import net.es.esmond.storage.series.WriteResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of points for whose times values are stored, on any back end. */
abstract class ConflictsContract {
  private static final Instant START =
      Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(100));

  private final List<EsmondStorage> open = new ArrayList<>();

  /** A new instance on the same stores each time. */
  protected abstract EsmondStorageBuilder builder();

  @AfterEach
  void close() {
    open.forEach(EsmondStorage::close);
  }

  @Test
  void an_equal_value_succeeds_another_conflicts_and_changes_nothing() {
    EsmondStorage storage = open(ConflictMode.KEEP, Duration.ZERO);
    String key = register(storage);
    storage.archive().write(key, "throughput", START, 1);

    storage.archive().write(key, "throughput", START, 1);

    assertThatThrownBy(() -> storage.archive().write(key, "throughput", START, 2))
        .asInstanceOf(type(ConflictException.class))
        .satisfies(
            e -> {
              assertThat(e.taken())
                  .containsExactly(new ConflictException.Taken("ps:throughput:" + key, START));
              assertThat(e).hasMessageContaining(START.toString());
            });
    assertThat(values(storage, key, "throughput")).containsExactly(new IntegerValue(1));
  }

  @Test
  void another_instance_is_told_of_the_conflict_too() {
    EsmondStorage one = open(ConflictMode.KEEP, Duration.ZERO);
    EsmondStorage other = open(ConflictMode.KEEP, Duration.ofMinutes(10));
    String key = register(one);
    other.archive().write(key, "throughput", START.plusSeconds(60), 1);
    one.archive().write(key, "throughput", START, 1);

    assertThatThrownBy(() -> other.archive().write(key, "throughput", START, 2))
        .isInstanceOf(ConflictException.class);
    assertThat(values(one, key, "throughput"))
        .containsExactly(new IntegerValue(1), new IntegerValue(1));
  }

  @Test
  void many_points_conflict_one_by_one_and_others_are_written() {
    EsmondStorage storage = open(ConflictMode.KEEP, Duration.ZERO);
    String key = register(storage);
    // Two months, denser than what is written then, so that a look at the range finds too much.
    storage.archive().writeAll(key, "throughput", points(0, 4000, 1200, i -> i));

    // Every third time is taken, and every sixth with the same value.
    WriteResult result =
        storage
            .archive()
            .writeAll(
                key, "throughput", points(0, 120, 40_000, i -> i % 6 == 0 ? i / 3 * 100 : -1));

    assertThat(result.written()).isEqualTo(80);
    assertThat(result.unchanged()).isEqualTo(20);
    assertThat(result.conflicts())
        .hasSize(20)
        .allSatisfy(
            conflict -> assertThat(conflict.refused().value()).isEqualTo(new IntegerValue(-1)));
    assertThatThrownBy(result::orThrow).hasMessageContaining("has another one at");
    assertThat(values(storage, key, "throughput")).hasSize(4080);
  }

  @Test
  void overwriting_wins_even_over_a_clock_that_is_ahead() {
    EsmondStorage ahead = open(ConflictMode.KEEP, Duration.ofHours(20));
    EsmondStorage storage = open(ConflictMode.KEEP, Duration.ZERO);
    String key = register(storage);
    ahead.archive().write(key, "throughput", START, 1);

    WriteResult result =
        storage.archive().overwriting().writeAll(key, "throughput", points(0, 3, 60, i -> 7));

    assertThat(result).isEqualTo(new WriteResult(3, 0, List.of()));
    assertThat(values(storage, key, "throughput"))
        .containsExactly(new IntegerValue(7), new IntegerValue(7), new IntegerValue(7));
  }

  @Test
  void an_archive_may_be_opened_to_overwrite() {
    EsmondStorage storage = open(ConflictMode.OVERWRITE, Duration.ZERO);
    String key = register(storage);
    storage.archive().write(key, "throughput", START, 1);

    storage.archive().write(key, "throughput", START, 2);

    assertThat(values(storage, key, "throughput")).containsExactly(new IntegerValue(2));
  }

  @Test
  void unchecked_the_later_write_stands_and_all_count_as_written() {
    EsmondStorage storage = open(ConflictMode.UNCHECKED, Duration.ZERO);
    String key = register(storage);
    storage.archive().writeAll(key, "throughput", points(0, 3, 60, i -> 1));

    WriteResult again = storage.archive().writeAll(key, "throughput", points(0, 4, 60, i -> 1));
    WriteResult others = storage.archive().writeAll(key, "throughput", points(1, 2, 60, i -> 2));

    assertThat(again).isEqualTo(new WriteResult(4, 0, List.of()));
    assertThat(others).isEqualTo(new WriteResult(2, 0, List.of()));
    assertThat(values(storage, key, "throughput"))
        .containsExactly(
            new IntegerValue(1), new IntegerValue(2), new IntegerValue(2), new IntegerValue(1));
  }

  @Test
  void unchecked_of_several_instances_the_later_timestamp_stands() {
    EsmondStorage ahead = open(ConflictMode.UNCHECKED, Duration.ofHours(20));
    EsmondStorage storage = open(ConflictMode.UNCHECKED, Duration.ZERO);
    String key = register(storage);
    ahead.archive().write(key, "throughput", START, 1);
    storage.archive().write(key, "throughput", START.plusSeconds(60), 3);

    storage.archive().write(key, "throughput", START, 2);
    ahead.archive().write(key, "throughput", START.plusSeconds(60), 4);

    assertThat(values(storage, key, "throughput"))
        .containsExactly(new IntegerValue(1), new IntegerValue(4));
  }

  @Test
  void unchecked_calls_at_the_same_moment_win_in_their_order() {
    EsmondStorage storage = open(ConflictMode.KEEP, Duration.ZERO);
    String key = register(storage);

    List<CompletableFuture<Void>> writes = write(50, storage.archive().unchecked(), key, START);

    assertThat(won(writes)).isEqualTo(50);
    assertThat(values(storage, key, "throughput")).containsExactly(new IntegerValue(49));
  }

  @Test
  void a_checked_write_sees_an_unchecked_one() {
    EsmondStorage storage = open(ConflictMode.KEEP, Duration.ZERO);
    EsmondStorage other = open(ConflictMode.KEEP, Duration.ZERO);
    String key = register(storage);
    storage.archive().unchecked().write(key, "throughput", START, 1);

    assertThatThrownBy(() -> other.archive().write(key, "throughput", START, 2))
        .isInstanceOf(ConflictException.class);
  }

  @Test
  void as_in_esmond_numbers_stay_and_other_values_are_replaced() {
    EsmondStorage storage = open(ConflictMode.ESMOND, Duration.ZERO);
    String key = register(storage);
    Value one = Value.parse(ValueType.HISTOGRAM, "{\"1\": 1}");
    Value two = Value.parse(ValueType.HISTOGRAM, "{\"2\": 2}");
    storage.archive().write(key, "throughput", START, 1);
    storage.archive().write(key, "packet-loss-rate", new Point(START, new Percentage(1, 2)));
    storage.archive().write(key, "histogram-owdelay", new Point(START, one));

    WriteResult again = storage.archive().writeAll(key, "throughput", points(0, 2, 60, i -> 1));
    storage.archive().write(key, "histogram-owdelay", new Point(START, two));

    assertThat(again.written()).isEqualTo(1);
    assertThat(again.conflicts()).extracting(Conflict::stored).containsExactly(new IntegerValue(1));
    assertThatThrownBy(
            () ->
                storage
                    .archive()
                    .write(key, "packet-loss-rate", new Point(START, new Percentage(1, 2))))
        .isInstanceOf(ConflictException.class);
    assertThat(values(storage, key, "histogram-owdelay")).containsExactly(two);
  }

  @Test
  void one_concurrent_caller_of_an_instance_wins_others_are_told() {
    EsmondStorage storage = open(ConflictMode.KEEP, Duration.ZERO);
    String key = register(storage);

    assertThat(won(write(10, i -> storage, i -> key, i -> START))).isEqualTo(1);
    assertThat(values(storage, key, "throughput")).hasSize(1);
  }

  @Test
  void strictly_one_concurrent_writer_wins_and_others_are_told() {
    EsmondStorage storage = open(ConflictMode.STRICT, Duration.ZERO);
    EsmondStorage other = open(ConflictMode.STRICT, Duration.ZERO);
    String key = register(storage);

    assertThat(won(write(10, i -> i % 2 == 0 ? storage : other, i -> key, i -> START)))
        .isEqualTo(1);
    assertThat(values(storage, key, "throughput")).hasSize(1);
  }

  @Test
  void simultaneous_points_of_many_series_are_judged_one_by_one() {
    EsmondStorage storage = open(ConflictMode.KEEP, Duration.ZERO);
    List<String> keys = IntStream.range(0, 300).mapToObj(i -> register(storage)).toList();
    assertThat(won(write(300, i -> storage, keys::get, i -> START))).isEqualTo(300);
    assertThat(won(write(300, i -> storage, keys::get, i -> START.plusSeconds(1)))).isEqualTo(300);

    // Each series gets the value of the one before it, but for the first of every three.
    List<CompletableFuture<Void>> again =
        write(300, i -> storage, i -> keys.get(i % 3 == 0 ? i : i - 1), i -> START);

    for (int i = 0; i < 300; i++) {
      CompletableFuture<Void> write = again.get(i);
      if (i % 3 == 0) {
        assertThat(write).succeedsWithin(Duration.ofSeconds(20));
      } else {
        assertThat(write)
            .failsWithin(Duration.ofSeconds(20))
            .withThrowableThat()
            .havingCause()
            .isInstanceOf(ConflictException.class)
            .withMessageContaining(keys.get(i - 1));
      }
    }
    for (int i = 0; i < 300; i += 50) {
      assertThat(values(storage, keys.get(i), "throughput"))
          .containsExactly(new IntegerValue(i), new IntegerValue(i));
    }
  }

  @Test
  void each_point_among_many_is_judged_for_itself() {
    EsmondStorage storage = open(ConflictMode.KEEP, Duration.ZERO);
    List<String> keys = List.of(register(storage), register(storage));
    keys.forEach(key -> storage.archive().writeAll(key, "throughput", points(0, 200, 1, i -> i)));

    List<CompletableFuture<Void>> writes =
        write(600, i -> storage, i -> keys.get(i % 2), i -> START.plusSeconds(i / 2));

    // Every time from 200 on is free, and the very first value is the same.
    assertThat(won(writes)).isEqualTo(201);
    keys.forEach(key -> assertThat(values(storage, key, "throughput")).hasSize(300));
  }

  @Test
  void a_conflict_within_one_bulk_load_is_seen() {
    EsmondStorage storage = open(ConflictMode.KEEP, Duration.ZERO);
    String key = register(storage);
    // More than what is gathered of a series, so that the second half is another write.
    List<Point> first = points(0, 4000, 60, i -> i);
    List<Point> again = points(0, 4000, 60, i -> i % 4 == 0 ? -1 : i);

    WriteResult result =
        storage
            .archive()
            .writeAll(
                Stream.concat(first.stream(), again.stream())
                    .map(point -> new SeriesPoint(key, EventType.THROUGHPUT, point)));

    assertThat(result.written()).isEqualTo(4000);
    assertThat(result.unchanged()).isEqualTo(3000);
    assertThat(result.conflicts())
        .hasSize(1000)
        .allMatch(conflict -> conflict.refused().value().equals(new IntegerValue(-1)));
  }

  @Test
  void what_a_stream_may_not_write_keeps_nothing_from_being_written() {
    EsmondStorage storage = open(ConflictMode.KEEP, Duration.ZERO);
    String key = register(storage);
    List<SeriesPoint> stream = new ArrayList<>();
    for (Point point : points(0, 2000, 1, i -> i)) {
      stream.add(new SeriesPoint(key, EventType.THROUGHPUT, point));
      stream.add(new SeriesPoint(key, EventType.PACKET_RTT, point));
      stream.add(new SeriesPoint("f00", EventType.THROUGHPUT, point));
    }
    stream.add(
        new SeriesPoint(key, EventType.THROUGHPUT, new Point(Instant.EPOCH, new IntegerValue(1))));

    WriteResult result = storage.archive().writeAll(stream.stream());

    assertThat(result.written()).isEqualTo(2000);
    assertThat(result.refused())
        .extracting(RefusedSeries::code, RefusedSeries::count)
        .containsExactlyInAnyOrder(
            tuple(ErrorCode.UNKNOWN_SERIES, 2000L),
            tuple(ErrorCode.UNKNOWN_METADATA, 2000L),
            tuple(ErrorCode.INVALID_INPUT, 1L));
    assertThat(values(storage, key, "throughput")).hasSize(2000);
  }

  /** Starts writes of one time all at once, each of its own number. */
  private static List<CompletableFuture<Void>> write(
      int count, Archive archive, String key, Instant time) {
    return IntStream.range(0, count)
        .mapToObj(i -> archive.writeAsync(key, "throughput", new Point(time, new IntegerValue(i))))
        .map(CompletionStage::toCompletableFuture)
        .toList();
  }

  /** Starts writes all at once, each of its own number. */
  private static List<CompletableFuture<Void>> write(
      int count,
      IntFunction<EsmondStorage> storage,
      IntFunction<String> key,
      IntFunction<Instant> time) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                storage
                    .apply(i)
                    .archive()
                    .writeAsync(
                        key.apply(i), "throughput", new Point(time.apply(i), new IntegerValue(i)))
                    .toCompletableFuture())
        .toList();
  }

  private static int won(List<CompletableFuture<Void>> writes) {
    int won = 0;
    for (CompletableFuture<Void> write : writes) {
      try {
        write.join();
        won++;
      } catch (CompletionException e) {
        assertThat(e).hasCauseInstanceOf(ConflictException.class);
      }
    }
    return won;
  }

  @Test
  void strictly_a_batch_is_reported_point_by_point_too() {
    EsmondStorage storage = open(ConflictMode.STRICT, Duration.ZERO);
    String key = register(storage);
    storage.archive().writeAll(key, "throughput", points(100, 300, 60, i -> i));

    WriteResult result =
        storage.archive().writeAll(key, "throughput", points(0, 500, 60, i -> i < 300 ? i : -i));

    assertThat(result.written()).isEqualTo(200);
    assertThat(result.unchanged()).isEqualTo(200);
    assertThat(result.conflicts()).hasSize(100);
    assertThat(values(storage, key, "throughput")).hasSize(500);
  }

  @Test
  void an_archive_that_was_opened_strict_refuses_to_overwrite() {
    EsmondStorage storage = open(ConflictMode.STRICT, Duration.ZERO);

    assertThatThrownBy(() -> storage.archive().overwriting())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be STRICT in an archive opened so");
    assertThatThrownBy(() -> storage.archive().unchecked())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be STRICT in an archive opened so");
  }

  private EsmondStorage open(ConflictMode mode, Duration ahead) {
    EsmondStorage storage =
        builder()
            .service(
                StorageClock.class, StorageClock.simulated(Clock.offset(Clock.systemUTC(), ahead)))
            .conflicts(mode)
            .open();
    open.add(storage);
    return storage;
  }

  private static List<Value> values(EsmondStorage storage, String key, String eventType) {
    try (Stream<Point> points = storage.archive().read(SeriesQuery.base(key, eventType))) {
      return points.map(Point::value).toList();
    }
  }

  private static List<Point> points(int first, int count, int seconds, IntToLongFunction value) {
    return IntStream.range(first, first + count)
        .mapToObj(
            i ->
                new Point(
                    START.plusSeconds((long) i * seconds), new IntegerValue(value.applyAsLong(i))))
        .toList();
  }

  private static String register(EsmondStorage storage) {
    return storage
        .metadata()
        .register(
            Registration.pointToPoint()
                .source("198.51.100.1")
                .inputSource("a.example.net")
                .destination("198.51.100.2")
                .inputDestination("b.example.net")
                .measurementAgent("198.51.100.1")
                .toolName("test " + UUID.randomUUID())
                .eventType(EventType.THROUGHPUT)
                .eventType(EventType.PACKET_LOSS_RATE)
                .eventType(EventType.HISTOGRAM_OWDELAY)
                .build())
        .key();
  }
}
