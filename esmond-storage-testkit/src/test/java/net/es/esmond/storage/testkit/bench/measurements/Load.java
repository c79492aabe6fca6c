package net.es.esmond.storage.testkit.bench.measurements;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.metadata.RegistrationBuilder;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.testkit.bench.BenchTests;
import net.es.esmond.storage.testkit.data.SampleFiles;
import net.es.esmond.storage.testkit.data.SampleGenerator;
import net.es.esmond.storage.testkit.data.SamplePoint;

/**
 * Points to write: esmond's sample series, or generated ones like them, repeated for as many tests
 * as it takes.
 */
final class Load {
  private final Map<EventType, List<Point>> samples = new LinkedHashMap<>();

  /** Takes {@code -Dinput=FOLDER} with files in esmond's form, or makes points of that form. */
  static Load fromInput() {
    Load load = new Load();
    String input = System.getProperty("input", "");
    Path folder = Path.of(input.isEmpty() ? "../shared/reference/esmond-test-data" : input);
    if (Files.isDirectory(folder)) {
      for (Path file : SampleFiles.in(folder)) {
        try (Stream<SamplePoint> points = SampleFiles.read(file)) {
          points.forEach(load::add);
        }
      }
    } else {
      Instant from = Instant.parse("2025-01-01T00:00:00Z");
      new SampleGenerator(1, 1, from, Duration.ofDays(2)).points().forEach(load::add);
    }
    load.samples.values().removeIf(points -> points.size() < 50);
    return load;
  }

  private void add(SamplePoint sample) {
    if (sample.path().size() == 3) {
      EventType type = EventType.of(sample.eventType());
      samples
          .computeIfAbsent(type, t -> new ArrayList<>())
          .add(new Point(sample.time(), Value.parse(type.valueType(), sample.value())));
    }
  }

  /** One series' points. */
  record Points(Series series, List<Point> points) {}

  /** Registers new tests and gives each the sample series, until there are enough points. */
  List<Points> repeated(EsmondStorage storage, int atLeast) {
    List<Points> repeated = new ArrayList<>();
    int count = 0;
    while (count < atLeast) {
      String key = storage.metadata().register(test(eventTypes())).key();
      for (Map.Entry<EventType, List<Point>> sample : samples.entrySet()) {
        repeated.add(new Points(Series.base(key, sample.getKey()), sample.getValue()));
        count += sample.getValue().size();
      }
    }
    return repeated;
  }

  List<EventType> eventTypes() {
    return List.copyOf(samples.keySet());
  }

  /** A new test. */
  static Registration test(List<EventType> eventTypes) {
    return test(eventTypes, UUID.randomUUID().toString());
  }

  /** The test of that name, of which there is only one. */
  static Registration test(List<EventType> eventTypes, String name) {
    RegistrationBuilder registration = BenchTests.named(name);
    eventTypes.forEach(registration::eventType);
    return registration.build();
  }

  static Stream<SeriesPoint> stream(List<Points> load) {
    return load.stream()
        .flatMap(
            series ->
                series.points().stream()
                    .map(
                        point ->
                            new SeriesPoint(
                                series.series().metadataKey(),
                                series.series().eventType(),
                                point)));
  }
}
