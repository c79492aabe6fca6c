package net.es.esmond.storage.testkit.chaos.archive;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;

/**
 * The tests of a run, which all processes know by their numbers. A new one begins every few
 * seconds, and is written to for a while: what becomes of its last write shows in the end.
 */
final class Population {
  static final String TOOL = "chaos";

  private static final int SECONDS_EACH = 4;
  private static final int LIVE = 8;
  private static final int DELETABLE_EACH = 4;

  private static final Map<EventType, Map<SummaryType, Duration>> EVENT_TYPES =
      new TreeMap<>(
          Map.of(
              EventType.THROUGHPUT,
              Map.of(
                  SummaryType.AVERAGE,
                  Duration.ofSeconds(60),
                  SummaryType.AGGREGATION,
                  Duration.ofSeconds(3600)),
              EventType.TIME_ERROR_ESTIMATES,
              Map.of(SummaryType.AVERAGE, Duration.ofSeconds(300)),
              EventType.PACKET_LOSS_RATE,
              Map.of(SummaryType.AGGREGATION, Duration.ofSeconds(60)),
              EventType.HISTOGRAM_OWDELAY,
              Map.of(
                  SummaryType.AGGREGATION,
                  Duration.ofSeconds(60),
                  SummaryType.STATISTICS,
                  Duration.ofSeconds(3600)),
              EventType.PACKET_TRACE,
              Map.of(),
              EventType.THROUGHPUT_SUBINTERVALS,
              Map.of()));

  private Population() {}

  /** The event types of every test, one of each type of values. */
  static List<EventType> types() {
    return List.copyOf(EVENT_TYPES.keySet());
  }

  static Set<String> eventTypes() {
    return EVENT_TYPES.keySet().stream().map(EventType::esmondName).collect(Collectors.toSet());
  }

  static Stream<Series> base(String key) {
    return EVENT_TYPES.keySet().stream().map(type -> Series.base(key, type));
  }

  static Stream<Series> summaries(String key) {
    return EVENT_TYPES.entrySet().stream()
        .flatMap(
            type ->
                type.getValue().entrySet().stream()
                    .map(
                        summary ->
                            new Series(
                                key,
                                type.getKey(),
                                summary.getKey(),
                                summary.getValue().toSeconds())));
  }

  static Registration test(int number) {
    var test =
        Registration.pointToPoint()
            .source("10.4." + number / 250 + "." + (1 + number % 250))
            .inputSource("a.example.net")
            .destination("10.5.0.1")
            .inputDestination("b.example.net")
            .measurementAgent("10.4.0.1")
            .toolName(TOOL);
    EVENT_TYPES.forEach(
        (type, summaries) -> {
          test.eventType(type);
          summaries.forEach((summary, window) -> test.summary(type, summary, window));
        });
    return test.build();
  }

  /** The number of the newest test at a time of the run. */
  static int newest(Duration sinceStart) {
    return (int) (sinceStart.toSeconds() / SECONDS_EACH);
  }

  /** The number of the oldest test that is still written to while another is the newest. */
  static int oldest(int newest) {
    return Math.max(0, newest - LIVE + 1);
  }

  /** Whether processes delete the test now and then. */
  static boolean isDeletable(int number) {
    return number % DELETABLE_EACH == DELETABLE_EACH - 1;
  }

  /** When the first point of a test is from, in milliseconds after the start of the run. */
  static long firstPointMillis(int number) {
    return (number * (long) SECONDS_EACH - 60) * 1000;
  }
}
