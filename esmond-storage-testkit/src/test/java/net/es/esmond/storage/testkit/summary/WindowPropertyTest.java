package net.es.esmond.storage.testkit.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.summary.Summaries;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random points, on time and late, are kept for random times, and sweeps run now and then. A window
 * is read as a plain computation from all points that were written gives it, as long as its base
 * points are there. After that it is read as it was once right, when nobody swept in time for a
 * late point, or it is absent.
 */
class WindowPropertyTest {
  private static final Instant START = Instant.parse("2026-03-10T00:00:00Z");
  private static final int STEPS = 60;
  private static final int[] WINDOWS = {300, 3_600, 7 * 3_600, 86_400};

  @RegisterExtension private final Deployment deployment = new Deployment(START);

  private final Map<Series, Set<Point>> once = new HashMap<>();

  static LongStream seeds() {
    return new Random(20_261_129).longs(40);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void what_is_read_is_whole_or_absent(long seed) {
    Random random = new Random(seed);
    int baseDays = 2 + random.nextInt(6);
    int[] days = random.ints(WINDOWS.length, 1, 30).toArray();
    EsmondStorage storage = deployment.instance(policies(baseDays, days));
    String key = storage.metadata().register(registration()).key();
    List<Point> written = new ArrayList<>();

    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(8)) {
        case 0 -> storage.maintenance().storeSummaries();
        case 1 -> storage.maintenance().applyRetention(false);
        case 2, 3 -> deployment.clock.advance(Duration.ofMinutes(random.nextInt(1_200)));
        default -> write(storage, key, written, random);
      }
      for (int i = 0; i < WINDOWS.length; i++) {
        check(storage, average(key, WINDOWS[i]), written, baseDays, days[i]);
      }
    }
    assertThat(written).isNotEmpty();
  }

  private void write(EsmondStorage storage, String key, List<Point> written, Random random) {
    Instant now = deployment.clock.instant();
    Duration age = Duration.ofMinutes(random.nextInt(random.nextBoolean() ? 120 : 8_000));
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(12); i++) {
      Instant time = now.minus(age).plusSeconds(137L * i);
      boolean fresh = written.stream().noneMatch(point -> point.time().equals(time));
      if (fresh && !time.isBefore(START) && time.isBefore(now)) {
        points.add(new Point(time, new IntegerValue(random.nextInt(1_000))));
      }
    }
    try {
      if (!points.isEmpty()) {
        storage.archive().writeAll(key, "throughput", points);
        written.addAll(points);
      }
    } catch (InvalidInputException e) {
      assertThat(e).hasMessageContaining("ts");
    }
  }

  private void check(
      EsmondStorage storage, Series summary, List<Point> written, int baseDays, int days) {
    Instant now = deployment.clock.instant();
    List<Point> whole = Summaries.of(summary, written);
    List<Point> read = storage.archive().read(SeriesQuery.of(summary)).toList();

    Set<Point> everWhole = once.computeIfAbsent(summary, series -> new HashSet<>());
    everWhole.addAll(whole);
    assertThat(everWhole).as("%s at %s: nothing partial", summary, now).containsAll(read);
    // A mark of lateness ends half the allowed lateness before its window does.
    Instant certain =
        now.minus(Duration.ofDays(Math.min(baseDays, days))).plus(Duration.ofMinutes(40));
    assertThat(read)
        .as("%s at %s: nothing missing since %s", summary, now, certain)
        .containsAll(whole.stream().filter(p -> !p.time().isBefore(certain)).toList());
  }

  private static Series average(String key, int window) {
    return new Series(key, EventType.THROUGHPUT, SummaryType.AVERAGE, window);
  }

  private static Registration registration() {
    var test =
        Registration.pointToPoint()
            .source("198.51.100.1")
            .inputSource("a.example.net")
            .destination("198.51.100.2")
            .inputDestination("b.example.net")
            .measurementAgent("198.51.100.1")
            .toolName("bwctl/iperf3")
            .eventType(EventType.THROUGHPUT);
    for (int window : WINDOWS) {
      test.summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofSeconds(window));
    }
    return test.build();
  }

  private static RetentionPolicies policies(int baseDays, int[] days) {
    StringBuilder text = new StringBuilder("{\"policies\": [");
    for (int i = 0; i <= WINDOWS.length; i++) {
      text.append(i == 0 ? "" : ", ")
          .append("{\"event_type\": \"*\", \"summary_type\": \"*\", \"summary_window\": \"")
          .append(i == 0 ? 0 : WINDOWS[i - 1])
          .append("\", \"expire\": \"")
          .append(i == 0 ? baseDays : days[i - 1])
          .append("\"}");
    }
    return RetentionPolicies.parse(text.append("]}").toString());
  }
}
