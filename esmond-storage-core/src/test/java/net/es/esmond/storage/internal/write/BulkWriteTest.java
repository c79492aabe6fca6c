package net.es.esmond.storage.internal.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.InterruptedCallException;
import net.es.esmond.storage.error.RefusedSeries;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.error.UnknownMetadataException;
import net.es.esmond.storage.internal.async.CallerThread;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.WriteResult;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BulkWriteTest {
  private static final Deadline FAR = Deadline.after(Duration.ofHours(1));

  private final List<CompletableFuture<WriteResult>> answers =
      Collections.synchronizedList(new ArrayList<>());

  private static BulkWrite bulk(BulkWrite.Writer writer) {
    return new BulkWrite(writer, ChronoUnit.SECONDS, StorageThreads.shared().timed());
  }

  /** Writes nothing until the test answers. */
  private BulkWrite unanswered() {
    return bulk(
        (series, points, deadline) -> {
          answers.add(new CompletableFuture<>());
          return answers.get(answers.size() - 1);
        });
  }

  private static WriteResult write(BulkWrite bulk, Iterator<SeriesPoint> points) {
    return write(bulk, points, FAR);
  }

  private static WriteResult write(
      BulkWrite bulk, Iterator<SeriesPoint> points, Deadline deadline) {
    CallerThread here = new CallerThread(task -> {});
    return here.await(bulk.start(points, deadline, here, done -> {}));
  }

  @Test
  void every_point_is_written_once_in_its_series_order() {
    List<Point> first = Collections.synchronizedList(new ArrayList<>());
    AtomicLong others = new AtomicLong();
    BulkWrite bulk =
        bulk(
            (series, points, deadline) -> {
              if (series.metadataKey().equals("0")) {
                first.addAll(points);
              } else {
                others.addAndGet(points.size());
              }
              return written(points);
            });

    WriteResult result = write(bulk, points(10, 100_000));

    assertThat(result).isEqualTo(new WriteResult(100_000, 0, List.of()));
    assertThat(others).hasValue(90_000);
    assertThat(first).hasSize(10_000).isSortedAccordingTo((a, b) -> a.time().compareTo(b.time()));
  }

  @Test
  void the_stream_is_read_no_faster_than_points_are_written() throws InterruptedException {
    AtomicInteger read = new AtomicInteger();
    Iterator<SeriesPoint> points = points(1, 1_000_000);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread writer = started(() -> write(unanswered(), counting(points, read)), thrown);

    Awaitility.await().until(() -> answers.size() == 14 && waits(writer));
    assertThat(read.get()).isLessThan(100_000);

    writer.interrupt();
    writer.join();
    assertThat(answers).as("what is under way goes on").noneMatch(CompletableFuture::isDone);
    assertThat(thrown.get()).isInstanceOf(InterruptedCallException.class);
    answers.get(0).complete(WriteResult.NONE);
    assertThat(answers).as("and nothing else is sent").hasSize(14);
  }

  @Test
  void one_that_is_interrupted_while_it_waits_for_answers_says_so() throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread writer = started(() -> write(unanswered(), points(1, 1)), thrown);
    Awaitility.await().until(() -> answers.size() == 1 && waits(writer));

    writer.interrupt();
    writer.join();

    assertThat(thrown.get()).isInstanceOf(InterruptedCallException.class);
  }

  private static Thread started(Runnable work, AtomicReference<Throwable> thrown) {
    Thread thread = new Thread(work);
    thread.setUncaughtExceptionHandler((t, error) -> thrown.set(error));
    thread.start();
    return thread;
  }

  private static boolean waits(Thread thread) {
    return thread.getState() == Thread.State.TIMED_WAITING;
  }

  @Test
  void a_time_that_comes_again_is_written_after_the_first() {
    List<List<Long>> written = new ArrayList<>();
    BulkWrite bulk =
        bulk(
            (series, points, deadline) -> {
              written.add(points.stream().map(BulkWriteTest::value).toList());
              return written(points);
            });

    write(
        bulk,
        List.of(point(1, 10), point(2, 20), point(1, 11), point(3, 30), point(1, 12)).iterator());

    assertThat(written).containsExactly(List.of(10L, 20L, 30L), List.of(11L), List.of(12L));
  }

  private static SeriesPoint point(long second, long value) {
    return new SeriesPoint(
        "0",
        EventType.THROUGHPUT,
        new Point(Instant.ofEpochSecond(second, value), new IntegerValue(value)));
  }

  private static long value(Point point) {
    return ((IntegerValue) point.value()).value();
  }

  @Test
  void many_small_groups_run_together_but_few_large_ones() throws InterruptedException {
    assertThat(underWay(points(1_000, 1_000))).as("of a point each").isEqualTo(128);
    assertThat(underWay(points(100, 500_000))).as("of 256 KiB each").isEqualTo(14);
  }

  /** How many groups are, when the stream is read no further. */
  private int underWay(Iterator<SeriesPoint> points) throws InterruptedException {
    answers.clear();
    Queue<Runnable> steps = new ArrayDeque<>();
    var unheard = unanswered().start(points, FAR, steps::add, done -> {});
    steps.remove().run();
    return answers.size();
  }

  @Test
  void while_there_is_no_room_no_thread_is_held() {
    Queue<Runnable> steps = new ArrayDeque<>();
    CompletableFuture<WriteResult> all =
        unanswered().start(points(200, 200), FAR, steps::add, done -> {});
    steps.remove().run();
    assertThat(answers).hasSize(128);
    assertThat(steps).isEmpty();

    answers.get(0).complete(WriteResult.NONE);
    steps.remove().run();
    assertThat(answers).hasSize(129);

    for (int i = 1; !all.isDone(); i++) {
      answers.get(i).complete(WriteResult.NONE);
      steps.forEach(Runnable::run);
      steps.clear();
    }
    assertThat(answers).hasSize(200);
  }

  @Test
  void one_series_that_fails_keeps_no_other_from_being_tried() {
    BulkWrite bulk =
        bulk(
            (series, points, deadline) ->
                switch (series.metadataKey()) {
                  case "3" -> throw new UnknownMetadataException("3");
                  case "5" -> CompletableFuture.failedFuture(unavailable());
                  default -> written(points);
                });

    WriteResult result = write(bulk, points(10, 100_000));

    assertThat(result.written()).isEqualTo(80_000);
    assertThat(result.refusedPoints()).isEqualTo(20_000);
    assertThat(result.refused())
        .containsExactlyInAnyOrder(
            new RefusedSeries(
                "3",
                "throughput",
                ErrorCode.UNKNOWN_METADATA,
                "metadata key '3' is not registered: register its test",
                10_000),
            new RefusedSeries(
                "5", "throughput", ErrorCode.STORE_UNAVAILABLE, "no node answers", 10_000));
  }

  @Test
  void a_key_that_no_series_can_have_is_refused_alone() {
    SeriesPoint odd = new SeriesPoint("", EventType.THROUGHPUT, point(1, 1).point());

    WriteResult result =
        write(
            bulk((series, points, deadline) -> written(points)),
            List.of(odd, point(1, 1)).iterator());

    assertThat(result.written()).isEqualTo(1);
    assertThat(result.refused())
        .extracting(RefusedSeries::code)
        .containsExactly(ErrorCode.INVALID_INPUT);
  }

  @Test
  void a_fault_of_ours_ends_it_after_running_writes_have_ended() {
    AtomicInteger calls = new AtomicInteger();
    BulkWrite bulk =
        bulk(
            (series, points, deadline) ->
                calls.incrementAndGet() == 3
                    ? CompletableFuture.failedFuture(new IllegalStateException("down"))
                    : written(points));

    assertThatThrownBy(() -> write(bulk, points(2, 1_000_000)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("down");
    assertThat(calls).hasValue(3);
  }

  @Test
  void what_the_iterator_throws_comes_after_running_writes_ended() {
    Iterator<SeriesPoint> broken =
        LongStream.range(0, 10_000)
            .mapToObj(
                i -> {
                  if (i == 5_000) {
                    throw new IllegalStateException("the file is damaged");
                  }
                  return point(i, i);
                })
            .iterator();
    Queue<Runnable> steps = new ArrayDeque<>();
    CompletableFuture<WriteResult> all = unanswered().start(broken, FAR, steps::add, done -> {});
    steps.remove().run();
    assertThat(answers).hasSizeGreaterThan(1);
    assertThat(all).isNotDone();

    answers.forEach(answer -> answer.complete(WriteResult.NONE));
    steps.remove().run();

    assertThat(all)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withMessageContaining("the file is damaged");
  }

  @Test
  void an_endless_stream_ends_at_the_deadline() {
    StoreException late =
        catchThrowableOfType(
            StoreException.class,
            () ->
                write(
                    bulk((series, points, deadline) -> written(points)),
                    points(10, Integer.MAX_VALUE),
                    Deadline.after(Duration.ofMillis(100))));

    assertThat(late.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(late).hasMessageContainingAll("not read to their end within PT0.1S", "repeat");
  }

  @Test
  void what_found_no_room_before_the_deadline_is_refused() {
    Queue<Runnable> steps = new ArrayDeque<>();
    Deadline deadline = Deadline.after(Duration.ofSeconds(1));
    CompletableFuture<WriteResult> all =
        unanswered().start(points(200, 200), deadline, steps::add, done -> {});
    steps.remove().run();
    Awaitility.await().until(deadline::expired);
    // The timer may fire a moment later.
    Awaitility.await()
        .until(
            () -> {
              List.copyOf(answers).forEach(answer -> answer.completeExceptionally(unavailable()));
              steps.forEach(Runnable::run);
              steps.clear();
              return all.isDone();
            });

    WriteResult result = all.join();

    assertThat(result.refusedPoints()).isEqualTo(200);
    assertThat(result.refused())
        .extracting(RefusedSeries::code)
        .contains(ErrorCode.STORE_UNAVAILABLE);
  }

  private static StoreException unavailable() {
    return new StoreException(
        ErrorCode.STORE_UNAVAILABLE,
        StoreException.Store.CASSANDRA,
        "no node answers",
        List.of(),
        null);
  }

  private static CompletionStage<WriteResult> written(List<Point> points) {
    return CompletableFuture.completedFuture(new WriteResult(points.size(), 0, List.of()));
  }

  private static Iterator<SeriesPoint> points(int series, int count) {
    return LongStream.range(0, count)
        .mapToObj(
            i ->
                new SeriesPoint(
                    Long.toString(i % series),
                    EventType.THROUGHPUT,
                    new Point(Instant.ofEpochSecond(i), new IntegerValue(i))))
        .iterator();
  }

  private static <T> Iterator<T> counting(Iterator<T> items, AtomicInteger count) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return items.hasNext();
      }

      @Override
      public T next() {
        count.incrementAndGet();
        return items.next();
      }
    };
  }
}
