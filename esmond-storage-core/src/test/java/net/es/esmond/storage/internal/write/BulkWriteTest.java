package net.es.esmond.storage.internal.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import net.es.esmond.storage.error.InterruptedCallException;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.WriteResult;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BulkWriteTest {

  @Test
  void every_point_is_written_once_in_its_series_order() {
    List<Point> first = Collections.synchronizedList(new ArrayList<>());
    AtomicLong others = new AtomicLong();
    WriteResult result =
        new BulkWrite(
                (series, points) -> {
                  if (series.metadataKey().equals("0")) {
                    first.addAll(points);
                  } else {
                    others.addAndGet(points.size());
                  }
                  return written(points);
                },
                ChronoUnit.SECONDS)
            .write(points(10, 100_000));

    assertThat(result.written()).isEqualTo(100_000);
    assertThat(others).hasValue(90_000);
    assertThat(first).hasSize(10_000).isSortedAccordingTo((a, b) -> a.time().compareTo(b.time()));
  }

  @Test
  void the_stream_is_read_no_faster_than_points_are_written() throws InterruptedException {
    AtomicInteger read = new AtomicInteger();
    List<CompletableFuture<WriteResult>> answers = Collections.synchronizedList(new ArrayList<>());
    Iterator<SeriesPoint> points = points(1, 1_000_000);
    Thread writer =
        new Thread(
            () ->
                new BulkWrite(
                        (series, given) -> {
                          answers.add(new CompletableFuture<>());
                          return answers.get(answers.size() - 1);
                        },
                        ChronoUnit.SECONDS)
                    .write(counting(points, read)));
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    writer.setUncaughtExceptionHandler((thread, error) -> thrown.set(error));
    writer.start();

    Awaitility.await().until(() -> writer.getState() == Thread.State.WAITING);
    assertThat(read.get()).isLessThan(100_000);
    assertThat(answers).as("gatherings of one series under way").hasSize(14);

    writer.interrupt();
    writer.join();
    assertThat(answers).as("what is under way goes on").noneMatch(CompletableFuture::isDone);
    assertThat(thrown.get()).isInstanceOf(InterruptedCallException.class);
  }

  @Test
  void one_that_is_interrupted_while_it_waits_for_answers_says_so() throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread writer =
        new Thread(
            () ->
                new BulkWrite((series, given) -> new CompletableFuture<>(), ChronoUnit.SECONDS)
                    .write(points(1, 1)));
    writer.setUncaughtExceptionHandler((thread, error) -> thrown.set(error));
    writer.start();
    Awaitility.await().until(() -> writer.getState() == Thread.State.WAITING);

    writer.interrupt();
    writer.join();

    assertThat(thrown.get()).isInstanceOf(InterruptedCallException.class);
  }

  @Test
  void a_time_that_comes_again_is_written_after_the_first() {
    List<List<Long>> written = new ArrayList<>();
    BulkWrite bulk =
        new BulkWrite(
            (series, points) -> {
              written.add(points.stream().map(BulkWriteTest::value).toList());
              return written(points);
            },
            ChronoUnit.SECONDS);

    bulk.write(
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

  /** How many gatherings are, when the stream is read no further. */
  private static int underWay(Iterator<SeriesPoint> points) throws InterruptedException {
    List<CompletableFuture<WriteResult>> answers = Collections.synchronizedList(new ArrayList<>());
    Thread writer =
        new Thread(
            () ->
                assertThatThrownBy(
                        () ->
                            new BulkWrite(
                                    (series, given) -> {
                                      answers.add(new CompletableFuture<>());
                                      return answers.get(answers.size() - 1);
                                    },
                                    ChronoUnit.SECONDS)
                                .write(points))
                    .isInstanceOf(InterruptedCallException.class));
    writer.start();
    Awaitility.await().until(() -> writer.getState() == Thread.State.WAITING);
    int count = answers.size();
    writer.interrupt();
    writer.join();
    return count;
  }

  @Test
  void the_first_error_ends_it_after_running_writes_have_ended() {
    AtomicInteger calls = new AtomicInteger();
    BulkWrite bulk =
        new BulkWrite(
            (series, points) ->
                calls.incrementAndGet() == 3
                    ? CompletableFuture.failedFuture(new IllegalStateException("down"))
                    : written(points),
            ChronoUnit.SECONDS);

    assertThatThrownBy(() -> bulk.write(points(2, 1_000_000)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("down");
    assertThat(calls).hasValue(3);
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
