package net.es.esmond.storage.testkit.quickstart;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.metadata.RegistrationBuilder;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.testkit.data.SampleFiles;
import net.es.esmond.storage.testkit.data.SampleGenerator;
import net.es.esmond.storage.testkit.data.SamplePoint;

/**
 * What the quick start loads.
 *
 * @param series one for each event type of each test
 * @param skipped what the input has and the library does not load yet
 */
record Inputs(List<TestSeries> series, List<String> skipped) {
  private static final SampleGenerator GENERATED =
      new SampleGenerator(2026, 4, Instant.parse("2026-01-31T12:00:00Z"), Duration.ofDays(1));

  /** Reads a folder of esmond's sample files, or generates series of the same form. */
  static Inputs of(Optional<Path> folder) {
    Map<List<String>, TestSeries> series = new LinkedHashMap<>();
    TreeSet<String> skipped = new TreeSet<>();
    try (Stream<SamplePoint> points = folder.map(Inputs::files).orElseGet(GENERATED::points)) {
      points.forEach(
          point -> {
            if (point.isBase()) {
              add(series, point);
            } else {
              skipped.add(String.join(":", point.path()) + " (a summary)");
            }
          });
    }
    return new Inputs(List.copyOf(series.values()), List.copyOf(skipped));
  }

  private static Stream<SamplePoint> files(Path folder) {
    return SampleFiles.in(folder).stream().flatMap(SampleFiles::read);
  }

  private static void add(Map<List<String>, TestSeries> series, SamplePoint sample) {
    TestSeries of =
        series.computeIfAbsent(
            sample.path(),
            path ->
                new TestSeries(
                    sample.metadataKey(), EventType.of(sample.eventType()), new TreeMap<>()));
    of.points().put(sample.time(), Value.parse(of.eventType().valueType(), sample.value()));
  }

  long points() {
    return series.stream().mapToLong(of -> of.points().size()).sum();
  }

  /** One registration for each test, with the event types that the input has of it. */
  Map<String, Registration> registrations() {
    Map<String, RegistrationBuilder> builders = new LinkedHashMap<>();
    for (TestSeries of : series) {
      RegistrationBuilder builder =
          builders
              .computeIfAbsent(of.test(), test -> registration(test, builders.size() + 1))
              .eventType(of.eventType());
      of.summary().ifPresent(summary -> builder.summary(of.eventType(), summary, Shown.WINDOW));
    }
    Map<String, Registration> registrations = new LinkedHashMap<>();
    builders.forEach((test, builder) -> registrations.put(test, builder.build()));
    return registrations;
  }

  private static RegistrationBuilder registration(String test, int number) {
    String source = "198.51.100." + number;
    return Registration.pointToPoint()
        .source(source)
        .inputSource("host-" + number + ".example.net")
        .destination("203.0.113.1")
        .inputDestination("archive.example.net")
        .measurementAgent(source)
        .toolName("quickstart")
        .parameter("sample-test", test);
  }
}
