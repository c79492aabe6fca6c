package net.es.esmond.storage.testkit.summary;

import static net.es.esmond.storage.downsample.AggregateFunction.COUNT;
import static net.es.esmond.storage.downsample.AggregateFunction.LAST;
import static net.es.esmond.storage.downsample.AggregateFunction.MAX;
import static net.es.esmond.storage.downsample.AggregateFunction.MEAN;
import static net.es.esmond.storage.downsample.AggregateFunction.SUM;
import static net.es.esmond.storage.downsample.AggregateFunction.percentile;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.stream.LongStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.downsample.AggregateFunction;
import net.es.esmond.storage.downsample.Step;
import net.es.esmond.storage.downsample.Steps;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random points, on time and late, are kept for random times, and sweeps run now and then. Every
 * number of every step is that of all points that were ever written in the step. A step whose base
 * points are kept has all its numbers.
 */
class DownsamplingPropertyTest {
  private static final Instant START = Instant.parse("2026-03-10T00:00:00Z");
  private static final int ROUNDS = 60;
  private static final int[] WINDOWS = {300, 3_600, 86_400};
  private static final int[] LENGTHS = {
    60, 300, 900, 3_600, 7_200, 12_345, 86_400, 2 * 86_400, 604_800
  };
  private static final List<AggregateFunction> FUNCTIONS =
      List.of(COUNT, SUM, MEAN, MAX, LAST, percentile(90));

  private static int ofSummaries;

  @RegisterExtension private final Deployment deployment = new Deployment(START);

  static LongStream seeds() {
    return new Random(20_261_130).longs(20);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void numbers_are_those_of_all_points_or_absent(long seed) {
    Random random = new Random(seed);
    int baseDays = 2 + random.nextInt(6);
    EsmondStorage storage = deployment.instance(policies(baseDays, random));
    Series base =
        Series.base(storage.metadata().register(registration()).key(), EventType.THROUGHPUT);
    List<Point> written = new ArrayList<>();

    for (int round = 0; round < ROUNDS; round++) {
      switch (random.nextInt(8)) {
        case 0 -> storage.maintenance().storeSummaries();
        case 1 -> storage.maintenance().applyRetention(false);
        case 2, 3 -> deployment.clock.advance(Duration.ofMinutes(random.nextInt(1_200)));
        default -> write(storage, base, written, random);
      }
      check(storage, base, written, baseDays, random);
    }
  }

  @AfterAll
  static void summaries_were_used() {
    assertThat(ofSummaries).isGreaterThan(50);
  }

  private void write(EsmondStorage storage, Series base, List<Point> written, Random random) {
    Instant now = deployment.clock.instant();
    Duration age = Duration.ofMinutes(random.nextInt(random.nextBoolean() ? 120 : 8_000));
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(40); i++) {
      Instant time = now.minus(age).plusSeconds(137L * i);
      boolean fresh = written.stream().noneMatch(point -> point.time().equals(time));
      if (fresh && !time.isBefore(START) && time.isBefore(now)) {
        points.add(new Point(time, new IntegerValue(random.nextInt(1_000))));
      }
    }
    try {
      if (!points.isEmpty()) {
        storage.archive().writeAll(base.metadataKey(), "throughput", points);
        written.addAll(points);
      }
    } catch (InvalidInputException e) {
      assertThat(e).hasMessageContaining("ts");
    }
  }

  private void check(
      EsmondStorage storage, Series base, List<Point> written, int baseDays, Random random) {
    Instant now = deployment.clock.instant();
    Steps steps =
        new Steps(
            Duration.ofSeconds(LENGTHS[random.nextInt(LENGTHS.length)]),
            Instant.ofEpochSecond(random.nextBoolean() ? 0 : 300L * random.nextInt(1_000)),
            random.nextBoolean());
    Instant from = random.nextBoolean() ? START : START.plusSeconds(random.nextInt(800_000));
    Instant to = from.plusSeconds(random.nextInt(2_000_000)).minusMillis(1);
    if (to.isBefore(from)) {
      return;
    }
    SeriesQuery query =
        SeriesQuery.of(base)
            .between(from, to)
            .newestFirst(random.nextBoolean())
            .pageSize(1 + random.nextInt(200));
    List<Point> asked =
        written.stream().filter(p -> !p.time().isBefore(from) && !p.time().isAfter(to)).toList();
    NavigableMap<Instant, Step> expected = PlainSteps.of(base, steps, FUNCTIONS, asked);

    List<Step> found = storage.archive().downsample(query, steps, FUNCTIONS).limit(3_000).toList();

    String what = "%s in %s at %s".formatted(steps, query, now);
    for (Step step : found) {
      Step plain = expected.get(step.start());
      if (step.source().isPresent()) {
        assertThat(step.points()).as(what).isEqualTo(plain == null ? 0 : plain.points());
        PlainSteps.normal(step)
            .values()
            .forEach(
                (function, value) ->
                    assertThat(value)
                        .as("%s of %s in %s", function, step, what)
                        .isEqualTo(plain == null ? value : plain.values().get(function)));
        ofSummaries += step.source().get().equals(base) ? 0 : 1;
      } else {
        assertThat(step.values()).as(what).isEmpty();
      }
    }
    assertThat(found)
        .as(what)
        .extracting(Step::start)
        .doesNotHaveDuplicates()
        .isSortedAccordingTo(
            query.newestFirst()
                ? Comparator.<Instant>reverseOrder()
                : Comparator.<Instant>naturalOrder());
    Instant kept = now.minus(Duration.ofDays(baseDays)).plus(Duration.ofMinutes(1));
    if (found.size() < 3_000) {
      assertThat(found.stream().filter(step -> !start(step, from).isBefore(kept)))
          .as("kept since %s: %s", kept, what)
          .allMatch(Step::complete)
          .extracting(Step::start)
          .containsAll(
              expected.keySet().stream()
                  .filter(start -> !(start.isBefore(from) ? from : start).isBefore(kept))
                  .toList());
    }
  }

  private static Instant start(Step step, Instant from) {
    return step.start().isBefore(from) ? from : step.start();
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
      SummaryType type = window == 3_600 ? SummaryType.AGGREGATION : SummaryType.AVERAGE;
      test.summary(EventType.THROUGHPUT, type, Duration.ofSeconds(window));
    }
    return test.build();
  }

  private static RetentionPolicies policies(int baseDays, Random random) {
    StringBuilder text = new StringBuilder("{\"policies\": [");
    for (int i = 0; i <= WINDOWS.length; i++) {
      text.append(i == 0 ? "" : ", ")
          .append("{\"event_type\": \"*\", \"summary_type\": \"*\", \"summary_window\": \"")
          .append(i == 0 ? 0 : WINDOWS[i - 1])
          .append("\", \"expire\": \"")
          .append(i == 0 ? baseDays : 1 + random.nextInt(30))
          .append("\"}");
    }
    return RetentionPolicies.parse(text.append("]}").toString());
  }
}
