package net.es.esmond.storage.testkit.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.document.ArchiveDocuments;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.series.ValueType;
import net.es.esmond.storage.testkit.data.SampleFiles;
import net.es.esmond.storage.testkit.data.SamplePoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * esmond's own sample series, loaded, and every summary of them computed a second time here, from
 * the files' JSON by esmond's rules. How histograms are merged and what their statistics are is
 * compared with esmond itself by the vectors. The daily histograms among the samples are no
 * summaries of the others: they are of other days, and do not begin with a day.
 */
class EsmondSamplesTest {
  private static final long[] WINDOWS = {300, 3_600, 86_400};

  @RegisterExtension
  private final Deployment deployment = new Deployment(Instant.parse("2014-02-06T00:00:00Z"));

  private final EsmondStorage storage = deployment.instance();
  private final Map<EventType, List<SamplePoint>> samples = new TreeMap<>();

  @BeforeEach
  void readSamples() {
    Path folder =
        Path.of(System.getProperty("esmond.reference", "../../shared/reference"))
            .resolve("esmond-test-data");
    assumeTrue(Files.isDirectory(folder), folder + " is absent");
    for (Path file : SampleFiles.in(folder)) {
      try (Stream<SamplePoint> points = SampleFiles.read(file)) {
        points
            .filter(SamplePoint::isBase)
            .forEach(
                point ->
                    samples
                        .computeIfAbsent(EventType.of(point.eventType()), t -> new ArrayList<>())
                        .add(point));
      }
    }
  }

  @Test
  void every_summary_is_what_esmonds_rules_make_of_the_samples() {
    assertThat(samples).hasSize(6);
    String key = storage.metadata().register(test()).key();
    samples.forEach(
        (type, points) -> storage.archive().writeAll(key, type.esmondName(), parsed(type, points)));
    int windows = compare(key);

    deployment.clock.advance(Duration.ofDays(1));
    assertThat(storage.maintenance().storeSummaries().windows()).isEqualTo(windows);
    assertThat(compare(key)).isEqualTo(windows);
  }

  @Test
  void documents_of_the_samples_read_back() throws IOException {
    String key = storage.metadata().register(test()).key();
    for (EventType type : samples.keySet()) {
      List<Point> points = parsed(type, samples.get(type));
      storage.archive().writeAll(key, type.esmondName(), points);
      SeriesQuery query = SeriesQuery.base(key, type.esmondName());

      JsonNode document =
          new ObjectMapper()
              .readTree(ArchiveDocuments.points(storage.archive().read(query)).bytes());

      List<Point> back = new ArrayList<>();
      for (JsonNode point : document) {
        back.add(
            new Point(
                Instant.ofEpochSecond(point.get("ts").longValue()),
                Value.parse(type.valueType(), point.get("val").toString())));
      }
      assertThat(back).as(type.toString()).isEqualTo(storage.archive().read(query).toList());
      assertThat(back).as(type.toString()).hasSizeGreaterThan(100);
    }
  }

  private Registration test() {
    var registration =
        Registration.pointToPoint()
            .source("198.51.100.1")
            .inputSource("a.example.net")
            .destination("198.51.100.2")
            .inputDestination("b.example.net")
            .measurementAgent("198.51.100.1")
            .toolName("samples");
    for (EventType type : samples.keySet()) {
      registration.eventType(type);
      for (SummaryType summary : type.valueType().summaries()) {
        for (long window : WINDOWS) {
          registration.summary(type, summary, Duration.ofSeconds(window));
        }
      }
    }
    return registration.build();
  }

  private static List<Point> parsed(EventType type, List<SamplePoint> points) {
    return points.stream()
        .map(point -> new Point(point.time(), Value.parse(type.valueType(), point.value())))
        .toList();
  }

  /** Compares all summaries, and returns how many windows they have. */
  private int compare(String key) {
    int windows = 0;
    for (EventType type : samples.keySet()) {
      for (SummaryType summary : type.valueType().summaries()) {
        for (long window : WINDOWS) {
          Series series = new Series(key, type, summary, window);
          List<Point> expected = expected(type, summary, window);
          assertThat(storage.archive().read(SeriesQuery.of(series)).toList())
              .as(series.toString())
              .isEqualTo(expected);
          windows += expected.size();
        }
      }
    }
    return windows;
  }

  private List<Point> expected(EventType type, SummaryType summary, long window) {
    Map<Long, List<Value>> values = new TreeMap<>();
    for (SamplePoint point : samples.get(type)) {
      long start = point.time().getEpochSecond() / window * window;
      values
          .computeIfAbsent(start, s -> new ArrayList<>())
          .add(Value.parse(type.valueType(), point.value()));
    }
    List<Point> points = new ArrayList<>();
    values.forEach(
        (start, each) ->
            points.add(
                new Point(
                    Instant.ofEpochSecond(start),
                    type.valueType() == ValueType.HISTOGRAM
                        ? ofHistograms(summary, each)
                        : ofIntegers(summary, each))));
    return points;
  }

  private static Value ofIntegers(SummaryType summary, List<Value> values) {
    long sum = 0;
    for (Value value : values) {
      sum += ((IntegerValue) value).value();
    }
    return summary == SummaryType.AVERAGE
        ? Average.ofIntegers(sum, values.size())
        : new IntegerValue(sum);
  }

  private static Value ofHistograms(SummaryType summary, List<Value> values) {
    Map<String, Long> merged = new HashMap<>();
    for (Value value : values) {
      ((Histogram) value)
          .counts()
          .forEach((bucket, count) -> merged.merge(bucket, count, Long::sum));
    }
    Histogram histogram = Histogram.of(merged);
    return summary == SummaryType.STATISTICS ? histogram.statistics() : histogram;
  }
}
