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
  void what_is_there_is_returned_and_the_rest_is_written() {
    stored.put(2L, row(1, 2).point());
    stored.put(3L, new StoredPoint(3, new StoredValue.Whole(-3)));

    var found = write(List.of(row(1, 1), row(1, 2), row(1, 3), row(1, 4)));
    runAll();

    assertThat(found.join())
        .containsExactlyInAnyOrder(
            row(1, 2).point(), new StoredPoint(3, new StoredValue.Whole(-3)));
    assertThat(stored).containsOnlyKeys(1L, 2L, 3L, 4L);
    assertThat(stored.get(3L).value()).isEqualTo(new StoredValue.Whole(-3));
  }

  private CompletableFuture<List<StoredPoint>> write(List<PointWrite> rows) {
    return new ConditionalWriter(this::begin).write(rows).toCompletableFuture();
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
