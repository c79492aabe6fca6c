package net.es.esmond.storage.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.RowKeys;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;

/** The row that holds a point; some cases are of other parts of esmond and have a path only. */
final class RowKeysFile implements VectorFile {
  @Override
  public String name() {
    return "row-keys.json";
  }

  @Override
  public void check(JsonNode vector) {
    List<String> steps = cases(vector.get("path")).map(JsonNode::textValue).toList();
    String path = RowKeys.path(steps, vector.get("freq").longValue());
    assertThat(path + ":" + vector.get("year").intValue())
        .isEqualTo(vector.get("row_key").textValue());
    if (vector.has("event_type")) {
      checkSeries(vector);
    }
  }

  private static void checkSeries(JsonNode vector) {
    Series series =
        new Series(
            vector.get("metadata_key").textValue(),
            EventType.of(vector.get("event_type").textValue()),
            SummaryType.of(vector.get("summary_type").textValue()),
            vector.get("summary_window").longValue());
    Instant time = Instant.ofEpochSecond(vector.get("ts").longValue());
    assertThat(series.partition(time).rowKey(series)).isEqualTo(vector.get("row_key").textValue());
  }
}
