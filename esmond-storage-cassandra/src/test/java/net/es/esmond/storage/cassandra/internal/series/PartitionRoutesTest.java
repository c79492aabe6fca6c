package net.es.esmond.storage.cassandra.internal.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import org.junit.jupiter.api.Test;

class PartitionRoutesTest {
  private static final Series THROUGHPUT = Series.base("0cb1", EventType.THROUGHPUT);
  private static final Series SENT = Series.base("0cb1", EventType.PACKET_COUNT_SENT);

  private final PartitionRoutes routes = new PartitionRoutes();

  @Test
  void a_series_stays_at_its_place_until_the_month_ends() {
    PartitionRoute march = at(THROUGHPUT, "2025-03-01T00:00:00Z");

    assertThat(at(THROUGHPUT, "2025-03-31T23:59:59.999Z")).isSameAs(march);
    assertThat(march.partition()).isEqualTo(new Partition(2025, 3));
    assertThat(at(THROUGHPUT, "2025-04-01T00:00:00Z").partition())
        .isEqualTo(new Partition(2025, 4));
    assertThat(at(THROUGHPUT, "2025-02-28T23:59:59.999Z").partition())
        .isEqualTo(new Partition(2025, 2));
  }

  @Test
  void each_series_has_a_place_of_its_own() {
    PartitionRoute first = at(THROUGHPUT, "2025-03-01T00:00:00Z");
    PartitionRoute second = at(SENT, "2025-03-01T00:00:00Z");

    assertThat(second.key()).isEqualTo(PartitionKey.of(SENT, new Partition(2025, 3)));
    assertThat(first.key()).isEqualTo(PartitionKey.of(THROUGHPUT, new Partition(2025, 3)));
  }

  private PartitionRoute at(Series series, String time) {
    return routes.of(series, Instant.parse(time).toEpochMilli());
  }
}
