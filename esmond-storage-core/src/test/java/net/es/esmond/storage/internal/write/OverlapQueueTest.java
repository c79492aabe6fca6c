package net.es.esmond.storage.internal.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.async.StorageThreads;
import net.es.esmond.storage.internal.async.TimedTasks;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;
import org.junit.jupiter.api.Test;

class OverlapQueueTest {
  private static final Series ONE = Series.base("1", EventType.THROUGHPUT);
  private static final Series OTHER = Series.base("2", EventType.THROUGHPUT);

  /** Starts what waited right away, for tests of the order. */
  private final OverlapQueue queue =
      new OverlapQueue(new TimedTasks(StorageThreads.shared().scheduler(), Runnable::run));

  private final List<String> started = new ArrayList<>();

  @Test
  void writes_that_overlap_in_time_run_in_arrival_order() {
    CompletableFuture<String> first = write("first", ONE, 1, 5);
    CompletableFuture<String> second = write("second", ONE, 5, 9);
    CompletableFuture<String> third = write("third", ONE, 9);
    assertThat(started).containsExactly("first");

    first.complete("");
    assertThat(started).containsExactly("first", "second");
    second.complete("");
    assertThat(started).containsExactly("first", "second", "third");
    third.complete("");
  }

  @Test
  void others_do_not_wait() {
    write("first", ONE, 1, 5);
    write("later", ONE, 6);
    write("other series", OTHER, 1, 5);

    assertThat(started).containsExactly("first", "later", "other series");
  }

  @Test
  void after_a_write_that_failed_the_next_starts() {
    CompletableFuture<String> first = write("first", ONE, 1);
    write("second", ONE, 1);

    first.completeExceptionally(new IllegalStateException("refused"));

    assertThat(started).containsExactly("first", "second");
  }

  @Test
  void after_a_write_that_threw_the_next_starts() {
    CompletionStage<String> first =
        queue.submit(
            ONE,
            points(1),
            Deadline.after(Duration.ofMinutes(1)),
            () -> {
              throw new NoClassDefFoundError("absent");
            });
    write("second", ONE, 1);

    assertThat(first.toCompletableFuture()).isCompletedExceptionally();
    assertThat(started).containsExactly("second");
  }

  @Test
  void a_write_waits_also_for_what_its_predecessor_gave_up_waiting_for() {
    CompletableFuture<String> first = write("first", ONE, 1);
    var second =
        queue.submit(
            ONE,
            points(1),
            Deadline.after(Duration.ofMillis(1)),
            () -> CompletableFuture.completedFuture("late"));
    write("third", ONE, 1);
    assertThat(second.toCompletableFuture()).succeedsWithin(Duration.ofSeconds(20));
    assertThat(started).containsExactly("first");

    first.complete("");

    assertThat(started).containsExactly("first", "third");
  }

  @Test
  void a_write_past_its_deadline_keeps_no_later_one_waiting() {
    Deadline soon = Deadline.after(Duration.ofMillis(1));
    queue.submit(ONE, points(1), soon, CompletableFuture::new);
    await().until(soon::expired);

    write("later", ONE, 1);

    assertThat(started).containsExactly("later");
  }

  @Test
  void a_long_line_of_writes_that_end_at_once_needs_no_deep_stack() {
    OverlapQueue busy = new OverlapQueue(StorageThreads.shared().timed());
    CompletableFuture<Integer> first = new CompletableFuture<>();
    List<CompletableFuture<Integer>> line = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      int n = i;
      line.add(
          busy.submit(
                  ONE,
                  points(1),
                  Deadline.after(Duration.ofMinutes(1)),
                  () -> n == 0 ? first : CompletableFuture.completedFuture(n))
              .toCompletableFuture());
    }

    first.complete(0);

    assertThat(line).allSatisfy(each -> assertThat(each).succeedsWithin(Duration.ofSeconds(20)));
  }

  @Test
  void nobody_waits_longer_than_the_deadline() {
    write("first", ONE, 1);

    CompletableFuture<String> second =
        queue
            .submit(
                ONE,
                points(1),
                Deadline.after(Duration.ofMillis(1)),
                () -> CompletableFuture.completedFuture("its own deadline ends it"))
            .toCompletableFuture();

    assertThat(second).succeedsWithin(Duration.ofSeconds(20));
  }

  /** Starts a write that lasts until the future is completed. */
  private CompletableFuture<String> write(String name, Series series, long... times) {
    CompletableFuture<String> write = new CompletableFuture<>();
    queue.submit(
        series,
        points(times),
        Deadline.after(Duration.ofMinutes(1)),
        () -> {
          started.add(name);
          return write;
        });
    return write;
  }

  private static List<StoredPoint> points(long... times) {
    return LongStream.of(times)
        .mapToObj(time -> new StoredPoint(time, new StoredValue.Whole(1)))
        .toList();
  }
}
