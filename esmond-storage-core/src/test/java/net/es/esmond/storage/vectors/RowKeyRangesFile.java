package net.es.esmond.storage.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;

/** The rows that hold a range of time; here each is a year's, while a partition is a month's. */
final class RowKeyRangesFile implements VectorFile {
  @Override
  public String name() {
    return "row-key-ranges.json";
  }

  @Override
  public void check(JsonNode vector) {
    Series series =
        Series.base(
            vector.get("metadata_key").textValue(),
            EventType.of(vector.get("event_type").textValue()));
    long from = vector.get("begin_s").longValue() * 1000;
    long to = vector.get("end_s").longValue() * 1000;
    assertThat(
            Partition.between(series, from, to).stream()
                .map(partition -> partition.rowKey(series))
                .distinct())
        .containsExactlyElementsOf(cases(vector.get("row_keys")).map(JsonNode::textValue).toList());
  }
}
