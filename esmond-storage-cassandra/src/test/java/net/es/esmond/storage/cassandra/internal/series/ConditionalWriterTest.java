package net.es.esmond.storage.cassandra.internal.series;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.series.Form;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;
import org.junit.jupiter.api.Test;

class ConditionalWriterTest {
  private static final SeriesTable TABLE =
      new SeriesTable(Form.WHOLE, CqlIdentifier.fromInternal("esmond"));

  private final Map<Long, StoredPoint> stored = new HashMap<>();
  private final Queue<Transaction> underWay = new ArrayDeque<>();

  @Test
  void transactions_of_one_partition_do_not_compete() {
    var partition = List.of(List.of(row(1, 1)), List.of(row(1, 2)), List.of(row(1, 3)));

    var found = write(partition);
    for (int time = 1; time <= 3; time++) {
      assertThat(underWay).hasSize(1);
      underWay.remove().run();
      assertThat(stored).hasSize(time);
    }

    assertThat(found).isCompletedWithValue(List.of());
  }

  @Test
  void partitions_are_written_together_but_not_all_of_them() {
    List<List<List<PointWrite>>> partitions = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      partitions.add(List.of(List.of(row(i, i))));
    }

    var found = new ConditionalWriter(this::begin).write(partitions).toCompletableFuture();

    assertThat(underWay).hasSize(4);
    runAll();
    assertThat(found).isCompletedWithValue(List.of());
    assertThat(stored).hasSize(6);
  }

  @Test
  void what_is_there_is_returned_and_the_rest_is_written() {
    stored.put(2L, row(1, 2).point());
    stored.put(3L, new StoredPoint(3, new StoredValue.Whole(-3)));

    var found = write(List.of(List.of(row(1, 1), row(1, 2), row(1, 3), row(1, 4))));
    runAll();

    assertThat(found.join())
        .containsExactlyInAnyOrder(
            row(1, 2).point(), new StoredPoint(3, new StoredValue.Whole(-3)));
    assertThat(stored).containsOnlyKeys(1L, 2L, 3L, 4L);
    assertThat(stored.get(3L).value()).isEqualTo(new StoredValue.Whole(-3));
  }

  @Test
  void after_a_failure_no_further_transaction_is_begun() {
    var found = write(List.of(List.of(row(1, 1)), List.of(row(1, 2))));

    underWay.remove().answer.completeExceptionally(new IllegalStateException("no node"));

    assertThat(found).isCompletedExceptionally();
    assertThat(underWay).isEmpty();
  }

  private CompletableFuture<List<StoredPoint>> write(List<List<PointWrite>> partition) {
    return new ConditionalWriter(this::begin).write(List.of(partition)).toCompletableFuture();
  }

  private CompletionStage<List<StoredPoint>> begin(List<PointWrite> rows) {
    Transaction transaction = new Transaction(rows, new CompletableFuture<>());
    underWay.add(transaction);
    return transaction.answer;
  }

  private void runAll() {
    while (!underWay.isEmpty()) {
      underWay.remove().run();
    }
  }

  private final class Transaction {
    private final List<PointWrite> rows;
    private final CompletableFuture<List<StoredPoint>> answer;

    Transaction(List<PointWrite> rows, CompletableFuture<List<StoredPoint>> answer) {
      this.rows = rows;
      this.answer = answer;
    }

    void run() {
      List<StoredPoint> there = new ArrayList<>();
      for (PointWrite row : rows) {
        if (stored.containsKey(row.point().timeMillis())) {
          there.add(stored.get(row.point().timeMillis()));
        }
      }
      if (there.isEmpty()) {
        rows.forEach(row -> stored.put(row.point().timeMillis(), row.point()));
      }
      answer.complete(there);
    }
  }

  private static PointWrite row(int partition, long time) {
    PartitionKey key =
        new PartitionKey(
            ByteBuffer.wrap(new byte[] {(byte) partition}), ByteBuffer.wrap(new byte[1]));
    StoredPoint point = new StoredPoint(time, new StoredValue.Whole(time));
    return new PointWrite(TABLE, key, point, 1, 0);
  }
}
