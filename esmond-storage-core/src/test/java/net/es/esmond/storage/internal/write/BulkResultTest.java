package net.es.esmond.storage.internal.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.RefusedSeries;
import net.es.esmond.storage.series.Conflict;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.series.ValueType;
import net.es.esmond.storage.series.WriteResult;
import org.junit.jupiter.api.Test;

class BulkResultTest {
  private final BulkResult all = new BulkResult();

  private static RefusedSeries refused(String key, ErrorCode code, String message, long count) {
    return new RefusedSeries(key, "throughput", code, message, count);
  }

  @Test
  void refusals_of_one_series_for_one_reason_are_one_entry() {
    all.refuse(refused("a", ErrorCode.INVALID_INPUT, "first", 2));
    all.add(WriteResult.refusing(refused("a", ErrorCode.INVALID_INPUT, "second", 3)));
    all.refuse(refused("a", ErrorCode.STORE_UNAVAILABLE, "down", 1));

    assertThat(all.get().refused())
        .containsExactly(
            refused("a", ErrorCode.INVALID_INPUT, "first", 5),
            refused("a", ErrorCode.STORE_UNAVAILABLE, "down", 1));
    assertThat(all.get().refusedPoints()).isEqualTo(6);
  }

  @Test
  void a_million_refused_series_are_counted_but_not_kept() {
    for (int i = 0; i < 1_000_000; i++) {
      all.refuse(refused("key" + i, ErrorCode.UNKNOWN_METADATA, "unknown", 2));
    }
    all.refuse(refused("key0", ErrorCode.UNKNOWN_METADATA, "unknown", 2));

    WriteResult result = all.get();

    assertThat(result.refusedPoints()).isEqualTo(2_000_002);
    assertThat(result.refused()).hasSize(999);
    assertThat(result.refused().get(0).count()).isEqualTo(4);
  }

  @Test
  void what_may_succeed_later_is_listed_behind_any_number() {
    for (int i = 0; i < 5_000; i++) {
      all.refuse(refused("key" + i, ErrorCode.UNKNOWN_METADATA, "unknown", 1));
    }
    all.refuse(refused("a", ErrorCode.STORE_UNAVAILABLE, "down", 1));

    assertThat(all.get().refused())
        .hasSize(1_000)
        .contains(refused("a", ErrorCode.STORE_UNAVAILABLE, "down", 1));
  }

  @Test
  void conflicts_are_kept_up_to_their_size_and_all_counted() {
    Series series = Series.base("key", EventType.PACKET_TRACE);
    Value large = Value.parse(ValueType.JSON, '"' + "x".repeat(1 << 20) + '"');
    Conflict conflict = new Conflict(series, new Point(Instant.EPOCH, large), large);
    for (int i = 0; i < 100; i++) {
      all.add(new WriteResult(0, 0, List.of(conflict)));
    }

    WriteResult result = all.get();

    assertThat(result.conflicting()).isEqualTo(100);
    assertThat(result.conflicts()).as("of 2 MiB each").hasSize(8);
  }
}
