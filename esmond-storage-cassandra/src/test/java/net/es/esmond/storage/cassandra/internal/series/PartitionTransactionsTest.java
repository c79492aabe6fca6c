package net.es.esmond.storage.cassandra.internal.series;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.series.Form;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;
import org.junit.jupiter.api.Test;

class PartitionTransactionsTest {
  private static final SeriesTable TABLE =
      new SeriesTable(Form.WHOLE, CqlIdentifier.fromInternal("esmond"));

  private final Queue<Begun> underWay = new ArrayDeque<>();
  private final PartitionTransactions transactions = new PartitionTransactions(this::begin);

  private boolean down;

  private record Begun(List<Long> times, CompletableFuture<List<StoredPoint>> answer) {}

  private CompletionStage<List<StoredPoint>> begin(
      PartitionTransactions.Lane lane, List<PointWrite> rows, Deadline deadline) {
    if (down) {
      return CompletableFuture.failedFuture(new IllegalStateException("no node"));
    }
    Begun begun =
        new Begun(
            rows.stream().map(row -> row.point().timeMillis()).toList(), new CompletableFuture<>());
    underWay.add(begun);
    return begun.answer;
  }

  private CompletableFuture<List<StoredPoint>> insert(int partition, long... times) {
    return insert(Duration.ofMinutes(1), partition, times);
  }

  private CompletableFuture<List<StoredPoint>> insert(
      Duration budget, int partition, long... times) {
    PartitionKey key =
        new PartitionKey(
            ByteBuffer.wrap(new byte[] {(byte) partition}), ByteBuffer.wrap(new byte[1]));
    PartitionTransactions.Lane lane =
        new PartitionTransactions.Lane(
            TABLE, key, DefaultConsistencyLevel.LOCAL_QUORUM, DefaultConsistencyLevel.LOCAL_SERIAL);
    List<PointWrite> rows =
        Arrays.stream(times)
            .mapToObj(time -> new PointWrite(TABLE, key, point(time), 1, 0))
            .toList();
    return transactions.insert(lane, rows, Deadline.after(budget)).toCompletableFuture();
  }

  private static StoredPoint point(long time) {
    return new StoredPoint(time, new StoredValue.Whole(time));
  }

  private List<Long> answer(StoredPoint... taken) {
    Begun begun = underWay.remove();
    begun.answer.complete(List.of(taken));
    return begun.times;
  }

  @Test
  void one_transaction_at_a_time_is_in_flight_on_a_partition() {
    var first = insert(1, 1);
    var second = insert(1, 2);
    var third = insert(1, 3, 4);

    assertThat(underWay).hasSize(1);
    assertThat(answer()).containsExactly(1L);
    assertThat(underWay).hasSize(1);
    assertThat(answer()).as("what came meanwhile").containsExactly(2L, 3L, 4L);

    assertThat(List.of(first, second, third)).allMatch(done -> done.join().isEmpty());
    assertThat(underWay).isEmpty();
  }

  @Test
  void partitions_do_not_wait_for_each_other() {
    insert(1, 1);
    insert(2, 1);

    assertThat(underWay).hasSize(2);
  }

  @Test
  void each_write_is_told_of_its_own_points() {
    insert(1, 1);
    var second = insert(1, 2, 3);
    var third = insert(1, 4);
    answer();

    answer(point(3), point(4));

    assertThat(second).isCompletedWithValue(List.of(point(3)));
    assertThat(third).isCompletedWithValue(List.of(point(4)));
  }

  @Test
  void two_values_for_a_time_are_not_in_one_transaction() {
    insert(1, 1);
    insert(1, 2);
    insert(1, 2);
    answer();

    assertThat(answer()).containsExactly(2L);
    assertThat(answer()).containsExactly(2L);
  }

  @Test
  void writes_of_a_failed_transaction_are_repeated_one_by_one() {
    insert(1, 1);
    var second = insert(1, 2);
    var third = insert(1, 3);
    var fourth = insert(1, 4);
    answer();

    underWay.remove().answer.completeExceptionally(new IllegalStateException("too large"));
    underWay.remove().answer.completeExceptionally(new IllegalStateException("too large"));
    assertThat(underWay).hasSize(1);
    answer();
    answer();

    assertThat(second).isCompletedExceptionally();
    assertThat(third).isCompletedWithValue(List.of());
    assertThat(fourth).isCompletedWithValue(List.of());
  }

  @Test
  void a_write_that_is_late_delays_no_other() {
    insert(1, 1);
    var late = insert(Duration.ofNanos(1), 1, 2);
    var inTime = insert(1, 3);
    answer();

    assertThat(underWay.element().times).containsExactly(2L);
    underWay.remove().answer.completeExceptionally(new IllegalStateException("late"));
    answer();

    assertThat(late).isCompletedExceptionally();
    assertThat(inTime).isCompletedWithValue(List.of());
  }

  @Test
  void ten_thousand_writes_may_fail_at_once() {
    insert(1, 1);
    List<CompletableFuture<?>> late = new ArrayList<>();
    for (int i = 2; i < 10_000; i++) {
      late.add(insert(Duration.ofNanos(1), 1, i));
    }
    down = true;

    answer();

    assertThat(late).allMatch(CompletableFuture::isCompletedExceptionally);
    assertThat(underWay).isEmpty();
  }

  @Test
  void a_partition_is_free_after_its_last_transaction() {
    insert(1, 1);
    answer();

    insert(1, 2);

    assertThat(underWay).hasSize(1);
  }
}
