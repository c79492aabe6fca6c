package net.es.esmond.storage.testkit.quickstart;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.downsample.AggregateFunction;
import net.es.esmond.storage.downsample.Step;
import net.es.esmond.storage.downsample.Steps;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.ValueType;

/** A table of down-sampled series: the first series of each event type that has numbers. */
final class StepTable {
  private static final Duration STEP = Duration.ofHours(6);
  private static final int STEPS = 4;
  private static final List<AggregateFunction> FUNCTIONS =
      List.of(
          AggregateFunction.MIN,
          AggregateFunction.MEAN,
          AggregateFunction.percentile(95),
          AggregateFunction.MAX);

  private final Archive archive;
  private final Set<EventType> shown = new HashSet<>();
  private int steps;

  StepTable(Archive archive) {
    this.archive = archive;
    Quickstart.say("steps of " + STEP.toHours() + " hours, from base points or summaries:");
    line("event type", "from", "points", FUNCTIONS.stream().map(f -> f.toString()).toList());
  }

  void show(String metadataKey, TestSeries series) {
    EventType type = series.eventType();
    boolean numbers =
        type.valueType() != ValueType.JSON && type.valueType() != ValueType.SUBINTERVAL;
    if (numbers && shown.add(type)) {
      archive
          .downsample(
              SeriesQuery.base(metadataKey, type.esmondName()).limit(STEPS),
              Steps.of(STEP),
              FUNCTIONS)
          .forEach(step -> show(type, step));
    }
  }

  private void show(EventType type, Step step) {
    steps++;
    line(
        type.esmondName(),
        step.start().toString(),
        Long.toString(step.points()),
        FUNCTIONS.stream().map(f -> InWords.number(type, step.number(f))).toList());
  }

  private static void line(String type, String from, String points, List<String> numbers) {
    StringBuilder line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "  %-22s %-20s %7s", type, from, points));
    numbers.forEach(number -> line.append(String.format(Locale.ROOT, " %13s", number)));
    Quickstart.say(line.toString());
  }

  int steps() {
    return steps;
  }
}
