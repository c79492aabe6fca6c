package net.es.esmond.storage.cassandra.internal.series;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.es.esmond.storage.series.Form;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchSplitterTest {
  private static final SeriesTable TABLE =
      new SeriesTable(Form.TEXT, CqlIdentifier.fromInternal("esmond"));
  private static final String KEY = "ps:histogram_owdelay:0123456789abcdef0123456789abcdef:2026";

  @Test
  void keeps_every_point_once_and_in_order() {
    Random random = new Random(7);
    List<PointWrite> points = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      points.add(text(i, "x".repeat(random.nextInt(1000))));
    }

    List<List<PointWrite>> batches = BatchSplitter.split(points);

    assertThat(batches).hasSizeGreaterThan(10);
    assertThat(batches.stream().flatMap(List::stream).toList()).isEqualTo(points);
  }

  @Test
  void a_batch_fills_its_limit_and_never_exceeds_it() {
    List<PointWrite> points = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      points.add(row(new StoredPoint(i, new StoredValue.Whole(i))));
    }
    // Kind 1, id 2 + 16, count 2, and six values: key, month, time, value, TTL, write timestamp.
    int values = (4 + KEY.length()) + (4 + 1) + (4 + 8) + (4 + 8) + (4 + 4) + (4 + 8);
    int bytesPerPoint = 1 + 2 + 16 + 2 + values;

    List<List<PointWrite>> batches = BatchSplitter.split(points);

    assertThat(batches.get(0)).hasSize(32 * 1024 / bytesPerPoint);
  }

  @Test
  void a_point_that_is_too_large_travels_alone() {
    PointWrite small = text(1, "x");
    PointWrite large = text(2, "x".repeat(100_000));
    PointWrite other = text(3, "x");

    assertThat(BatchSplitter.split(List.of(small, large, other)))
        .containsExactly(List.of(small), List.of(large), List.of(other));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ascii", "é", "€uro", "\uD83D\uDE00", "a\uD83D\uDE00é€"})
  void counts_bytes_as_the_driver_encodes_them(String text) {
    assertThat(PointWrite.utf8Bytes(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
  }

  private static PointWrite text(long time, String json) {
    return row(new StoredPoint(time, new StoredValue.Text(json)));
  }

  private static PointWrite row(StoredPoint point) {
    PartitionKey partition =
        new PartitionKey(
            ByteBuffer.wrap(KEY.getBytes(StandardCharsets.UTF_8)), ByteBuffer.wrap(new byte[1]));
    return new PointWrite(TABLE, partition, point, 1, 0);
  }
}
