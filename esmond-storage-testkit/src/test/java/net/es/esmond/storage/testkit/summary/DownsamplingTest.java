package net.es.esmond.storage.testkit.summary;

import static net.es.esmond.storage.downsample.AggregateFunction.COUNT;
import static net.es.esmond.storage.downsample.AggregateFunction.FIRST;
import static net.es.esmond.storage.downsample.AggregateFunction.LAST;
import static net.es.esmond.storage.downsample.AggregateFunction.MAX;
import static net.es.esmond.storage.downsample.AggregateFunction.MEAN;
import static net.es.esmond.storage.downsample.AggregateFunction.MIN;
import static net.es.esmond.storage.downsample.AggregateFunction.SUM;
import static net.es.esmond.storage.downsample.AggregateFunction.percentile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.downsample.AggregateFunction;
import net.es.esmond.storage.downsample.Step;
import net.es.esmond.storage.downsample.StepPage;
import net.es.esmond.storage.downsample.Steps;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.UnknownSeriesException;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.FloatValue;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What down-sampling answers while the base points are there, and when they have expired. */
class DownsamplingTest {
  private static final Instant START = Instant.parse("2026-02-27T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final List<AggregateFunction> OF_NUMBERS =
      List.of(
          MIN, MAX, MEAN, SUM, COUNT, FIRST, LAST, percentile(0), percentile(50), percentile(99.9));
  private static final List<AggregateFunction> OF_HISTOGRAMS =
      List.of(COUNT, MIN, MAX, MEAN, percentile(0), percentile(95), percentile(100));

  @RegisterExtension
  private final Deployment deployment = new Deployment(START.plus(Duration.ofDays(4)));

  private final EsmondStorage storage = deployment.instance();
  private final String key = storage.metadata().register(Deployment.TEST).key();
  private final List<String> shown = new ArrayList<>();
  private final SeriesQuery throughput = SeriesQuery.base(key, "throughput");

  /** A point a minute from the start, with its number as value. */
  private void writeMinutes(long from, long to) {
    writeMinutes(storage, from, to);
  }

  private void writeMinutes(EsmondStorage instance, long from, long to) {
    instance
        .archive()
        .writeAll(
            key,
            "throughput",
            LongStream.range(from, to)
                .mapToObj(i -> new Point(START.plusSeconds(60 * i), new IntegerValue(i)))
                .toList());
  }

  private static BigDecimal number(Step step, AggregateFunction function) {
    return step.value(function).orElseThrow();
  }

  @Test
  void hours_have_the_functions_of_their_minutes() {
    writeMinutes(0, 90);

    List<Step> hours =
        storage
            .archive()
            .downsample(throughput, Steps.of(Duration.ofHours(1)), OF_NUMBERS)
            .toList();

    assertThat(hours).extracting(Step::start).containsExactly(START, START.plusSeconds(3600));
    assertThat(hours).extracting(Step::points).containsExactly(60L, 30L);
    Step first = hours.get(0);
    assertThat(first.source()).contains(throughput.series());
    assertThat(first.complete()).isTrue();
    assertThat(number(first, MIN)).isEqualByComparingTo("0");
    assertThat(number(first, MAX)).isEqualByComparingTo("59");
    assertThat(number(first, SUM)).isEqualByComparingTo("1770");
    assertThat(number(first, MEAN)).isEqualByComparingTo("29.5");
    assertThat(number(first, COUNT)).isEqualByComparingTo("60");
    assertThat(number(first, FIRST)).isEqualByComparingTo("0");
    assertThat(number(first, LAST)).isEqualByComparingTo("59");
    assertThat(number(first, percentile(50))).isEqualByComparingTo("29.5");
    assertThat(first.number(MEAN)).isEqualTo(29.5);
    assertThat(first.number(percentile(7))).isNaN();
  }

  @Test
  void the_readme_shows_the_example_that_runs_here() throws IOException {
    Metadata test = storage.metadata().get(key);
    Instant from = START;
    Instant to = START.plus(DAY).minusMillis(1);
    writeMinutes(0, 1440);

    // README: begin
    SeriesQuery query = SeriesQuery.base(test.key(), "throughput").between(from, to);
    List<AggregateFunction> functions = List.of(MEAN, MAX, percentile(95));
    storage
        .archive()
        .downsample(query, Steps.of(Duration.ofDays(1)), functions)
        .forEach(day -> show(day.start(), day.number(MEAN), day.number(percentile(95))));
    // README: end

    assertThat(shown).containsExactly(START + " 719.5 1367.95");
    Path source = Path.of("src/test/java", getClass().getName().replace('.', '/') + ".java");
    String example = Files.readString(source).split(" *// README: (begin|end)\n")[1].indent(-4);
    assertThat(Files.readString(Path.of("..", "README.md")))
        .contains("```java\n" + example + "```");
  }

  private void show(Instant day, double mean, double p95) {
    shown.add(day + " " + mean + " " + p95);
  }

  @Test
  void steps_begin_at_the_origin_and_not_at_the_query() {
    writeMinutes(0, 2880);
    Steps weeks = Steps.of(Duration.ofDays(7)).from(Instant.parse("2001-01-01T00:00:00Z"));

    assertThat(
            storage
                .archive()
                .downsample(
                    throughput.between(START.plusSeconds(600), START.plus(DAY)),
                    weeks,
                    List.of(COUNT)))
        .singleElement()
        .satisfies(
            week -> assertThat(week.start()).isEqualTo(Instant.parse("2026-02-23T00:00:00Z")))
        .satisfies(week -> assertThat(week.points()).isEqualTo(1440 - 10 + 1));
  }

  @ParameterizedTest
  @CsvSource({"false,1000", "false,3", "true,1000", "true,3"})
  void empty_steps_are_absent_or_asked_for(boolean newestFirst, int pageSize) {
    writeMinutes(100, 200);
    writeMinutes(4000, 4001);
    Steps hours = Steps.of(Duration.ofHours(1));
    SeriesQuery query =
        throughput
            .between(START, START.plus(Duration.ofDays(3)).minusMillis(1))
            .newestFirst(newestFirst)
            .pageSize(pageSize);

    assertThat(storage.archive().downsample(query, hours, List.of(COUNT))).hasSize(4);
    List<Step> all =
        new ArrayList<>(
            storage
                .archive()
                .downsample(query, hours.includingEmpty(), List.of(COUNT, MEAN))
                .toList());
    if (newestFirst) {
      Collections.reverse(all);
    }
    assertThat(all)
        .extracting(Step::start)
        .isEqualTo(Stream.iterate(START, t -> t.plusSeconds(3600)).limit(72).toList());
    assertThat(all).allMatch(Step::complete);
    assertThat(all).filteredOn(step -> step.points() == 0).hasSize(68);
    assertThat(all.get(0).value(COUNT)).contains(BigDecimal.ZERO);
    assertThat(all.get(0).value(MEAN)).isEmpty();
    assertThat(
            storage
                .archive()
                .downsample(throughput.pageSize(5), hours.includingEmpty(), List.of(COUNT)))
        .as("without bounds, from the first to the last step with points")
        .hasSize(66);
  }

  @Test
  void a_limit_counts_steps_and_pages_follow_each_other() {
    writeMinutes(0, 1440);
    SeriesQuery query = throughput.newestFirst(true).limit(7).pageSize(3);
    List<Instant> starts = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();

    Optional<SeriesQuery> next = Optional.of(query);
    while (next.isPresent()) {
      StepPage page =
          storage
              .archive()
              .downsamplePageAsync(next.get(), Steps.of(Duration.ofHours(1)), List.of(LAST))
              .toCompletableFuture()
              .orTimeout(1, TimeUnit.MINUTES)
              .join();
      page.steps().forEach(step -> starts.add(step.start()));
      sizes.add(page.steps().size());
      next = page.next();
    }

    assertThat(sizes).containsExactly(3, 3, 1);
    assertThat(starts)
        .isEqualTo(
            Stream.iterate(START.plusSeconds(23 * 3600), t -> t.minusSeconds(3600))
                .limit(7)
                .toList());
  }

  static Stream<EventType> eventTypes() {
    return Stream.of(
        EventType.THROUGHPUT,
        EventType.TIME_ERROR_ESTIMATES,
        EventType.PACKET_LOSS_RATE,
        EventType.HISTOGRAM_OWDELAY);
  }

  @ParameterizedTest
  @MethodSource("eventTypes")
  void every_type_of_value_is_as_recomputed(EventType type) {
    Random random = new Random(type.ordinal());
    List<Point> points = new ArrayList<>();
    for (long at = 0; at < 2 * DAY.toSeconds(); at += 1 + random.nextInt(600)) {
      points.add(new Point(START.plusSeconds(at), value(type, random)));
    }
    Collections.shuffle(points, random);
    storage.archive().writeAll(key, type.esmondName(), points);
    SeriesQuery query = SeriesQuery.base(key, type.esmondName());
    List<AggregateFunction> functions =
        type == EventType.HISTOGRAM_OWDELAY ? OF_HISTOGRAMS : OF_NUMBERS;

    for (int i = 0; i < 60; i++) {
      Steps steps =
          new Steps(
              Duration.ofSeconds(1 + random.nextInt(i % 2 == 0 ? 3_000 : 100_000)),
              Instant.ofEpochSecond(random.nextInt()),
              false);
      List<AggregateFunction> some =
          functions.stream().filter(f -> random.nextInt(3) == 0 || f == COUNT).toList();
      Instant from = START.plusSeconds(random.nextInt(100_000));
      Instant to = from.plusMillis(random.nextInt(100_000_000));
      SeriesQuery asked =
          query
              .between(from, to)
              .newestFirst(random.nextBoolean())
              .pageSize(1 + random.nextInt(60));
      List<Point> within =
          points.stream().filter(p -> !p.time().isBefore(from) && !p.time().isAfter(to)).toList();

      List<Step> expected =
          new ArrayList<>(PlainSteps.of(query.series(), steps, some, within).values());
      if (asked.newestFirst()) {
        Collections.reverse(expected);
      }
      assertThat(storage.archive().downsample(asked, steps, some).map(PlainSteps::normal))
          .as("%s of %s in %s", some, steps, asked)
          .isEqualTo(expected);
    }
  }

  private static Value value(EventType eventType, Random random) {
    long number = random.nextInt(1_000_000);
    return switch (eventType.valueType()) {
      case INTEGER -> new IntegerValue(random.nextInt(9) == 0 ? random.nextLong() : number);
      case FLOAT -> new FloatValue(random.nextInt());
      case PERCENTAGE -> new Percentage(random.nextInt(600), 1 + random.nextInt(600));
      default -> Histogram.of(Map.of(number % 50 + ".5", number, "" + number % 40, 3L));
    };
  }

  @Test
  void expired_points_are_answered_by_the_summaries_that_are_left() {
    RetentionPolicies policies =
        RetentionPolicies.parse(
            """
            {"policies": [
              {"event_type": "*", "summary_type": "base", "summary_window": "0", "expire": "5"},
              {"event_type": "*", "summary_type": "*", "summary_window": "*", "expire": "never"}]}
            """);
    EsmondStorage forgetful = deployment.instance(policies);
    writeMinutes(forgetful, 0, 4 * 1440);
    deployment.clock.advance(Duration.ofMinutes(31));
    forgetful.maintenance().storeSummaries();
    deployment.clock.set(START.plus(Duration.ofDays(7)).plusSeconds(1));
    List<Step> days =
        forgetful
            .archive()
            .downsample(throughput, Steps.of(DAY), List.of(MEAN, SUM, COUNT, percentile(95)))
            .toList();

    assertThat(days).extracting(Step::points).containsExactly(1440L, 1440L, 1440L, 1440L);
    assertThat(days)
        .extracting(step -> step.source().orElseThrow().windowSeconds())
        .containsExactly(3600L, 3600L, 3600L, 0L);
    assertThat(days).extracting(Step::complete).containsExactly(false, false, false, true);
    assertThat(number(days.get(1), SUM)).isEqualByComparingTo("3109680");
    assertThat(number(days.get(1), MEAN)).isEqualByComparingTo("2159.5");
    assertThat(days.get(1).value(percentile(95))).isEmpty();
    assertThat(days.get(3).value(percentile(95))).isPresent();
    Steps halfPast = Steps.of(DAY).from(START.plusSeconds(1800));
    assertThat(forgetful.archive().downsample(throughput, halfPast, List.of(COUNT)))
        .as("hours do not make up such a step")
        .element(1)
        .satisfies(step -> assertThat(step.source().orElseThrow().windowSeconds()).isEqualTo(300))
        .satisfies(step -> assertThat(step.points()).isEqualTo(1440));
  }

  @Test
  void steps_whose_points_have_expired_are_told_from_empty_ones() {
    RetentionPolicies policies =
        RetentionPolicies.parse(
            """
            {"policies": [
              {"event_type": "*", "summary_type": "*", "summary_window": "*", "expire": "5"}]}
            """);
    EsmondStorage forgetful = deployment.instance(policies);
    writeMinutes(forgetful, 0, 3 * 1440);
    deployment.clock.set(START.plus(Duration.ofDays(6)).plusSeconds(36_000));
    Steps days = Steps.of(DAY);
    SeriesQuery query = throughput.between(START.minus(DAY), START.plus(DAY.multipliedBy(4)));

    List<Step> found = forgetful.archive().downsample(query, days, List.of(SUM)).toList();
    List<Step> all =
        forgetful.archive().downsample(query, days.includingEmpty(), List.of(SUM)).toList();

    assertThat(found)
        .extracting(Step::start)
        .as("from the one of which some points are left")
        .containsExactly(START.plus(DAY), START.plus(DAY.multipliedBy(2)));
    assertThat(found).extracting(Step::complete).containsExactly(false, true);
    assertThat(found.get(0).values()).isEmpty();
    assertThat(found.get(0).source()).isEmpty();
    assertThat(all)
        .extracting(Step::complete)
        .containsExactly(false, false, false, true, true, true);
    assertThat(all).extracting(Step::points).containsExactly(0L, 0L, 0L, 1440L, 0L, 0L);
  }

  @ParameterizedTest
  @EnumSource(
      value = AggregateFunction.Kind.class,
      names = {"SUM", "FIRST", "LAST"})
  void functions_that_histograms_have_not_are_refused(AggregateFunction.Kind kind) {
    assertThatThrownBy(
            () ->
                storage
                    .archive()
                    .downsample(
                        SeriesQuery.base(key, "histogram-owdelay"),
                        Steps.of(DAY),
                        List.of(new AggregateFunction(kind, 0))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be one of [min, max, mean, count, percentile]");
  }

  @Test
  void bad_queries_are_refused_at_once() {
    Steps steps = Steps.of(DAY);

    assertThatThrownBy(() -> storage.archive().downsample(throughput, steps, List.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("functions");
    assertThatThrownBy(
            () ->
                storage
                    .archive()
                    .downsamplePageAsync(
                        SeriesQuery.summary(key, "throughput", "average", 3600),
                        steps,
                        List.of(MEAN)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be base");
    assertThatThrownBy(
            () ->
                storage
                    .archive()
                    .downsamplePage(SeriesQuery.base(key, "packet-trace"), steps, List.of(COUNT)))
        .isInstanceOf(UnknownSeriesException.class);
  }
}
