package net.es.esmond.storage.testkit.transfer;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.metadata.RegistrationBuilder;
import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.FloatValue;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.series.ValueType;

/** Fills archives with records, points and ready made summaries of every kind. */
final class RandomArchive {
  private static final long[] WINDOWS = {300, 3_600, 86_400};
  private static final EventType[] TYPES = EventType.values();

  private final Random random;
  private final Instant begin =
      Instant.now().minus(Duration.ofDays(60)).truncatedTo(ChronoUnit.DAYS);

  RandomArchive(long seed) {
    random = new Random(seed);
  }

  void fill(EsmondStorage storage, int tests) {
    for (int test = 0; test < tests; test++) {
      Registration registration = registration(test);
      String key = storage.metadata().register(registration).key();
      for (EventTypeInfo info : registration.eventTypes()) {
        EventType type = EventType.of(info.eventType());
        Series series = new Series(key, type, info.summaryType(), info.windowSeconds());
        if (info.summaryType() == SummaryType.BASE) {
          storage.archive().writeAll(key, info.eventType(), points(series, random.nextInt(40)));
        } else if (random.nextBoolean()) {
          storage.archive().importSummaries(series, summaries(series, random.nextInt(20)));
        }
      }
    }
  }

  private Registration registration(int test) {
    boolean element = random.nextInt(4) == 0;
    RegistrationBuilder builder =
        (element ? Registration.networkElement() : Registration.pointToPoint())
            .source("2001:db8::" + test)
            .measurementAgent("198.51.100." + test)
            .toolName("tool \"" + test + "\", ä")
            .inputSource("a.example.net")
            .parameter("time_interval", "" + random.nextInt())
            .parameter("note, \"quoted\"", "ü\n,");
    if (!element) {
      builder.destination("198.51.100.9").inputDestination("b.example.net");
    }
    for (int type : random.ints(1 + random.nextInt(8), 0, TYPES.length).distinct().toArray()) {
      builder.eventType(TYPES[type]);
      for (SummaryType summary : TYPES[type].valueType().summaries()) {
        builder.summary(TYPES[type], summary, Duration.ofSeconds(WINDOWS[random.nextInt(3)]));
      }
    }
    return builder.build();
  }

  private List<Point> points(Series series, int count) {
    Map<Instant, Point> points = new HashMap<>();
    for (int n = 0; n < count; n++) {
      Instant time = begin.plusSeconds(random.nextInt(40 * 86_400));
      points.put(time, new Point(time, value(series.eventType().valueType())));
    }
    return List.copyOf(points.values());
  }

  /** Makes summaries of windows before the base points. */
  private List<Point> summaries(Series series, int count) {
    List<Point> points = new ArrayList<>();
    long first = begin.getEpochSecond() / 86_400 * 86_400 - 30 * 86_400;
    for (int n = 0; n < count; n++) {
      Instant start = Instant.ofEpochSecond(first + n * series.windowSeconds());
      points.add(new Point(start, summary(series)));
    }
    return points;
  }

  private Value summary(Series series) {
    ValueType type = series.eventType().valueType();
    return switch (series.summaryType()) {
      case AVERAGE ->
          type == ValueType.INTEGER
              ? Average.ofIntegers(sum(), 1 + random.nextInt(1_000))
              : Average.ofFloats(sum() >> 12, 1 + random.nextInt(1_000));
      case STATISTICS -> ((Histogram) value(ValueType.HISTOGRAM)).statistics();
      default -> value(type);
    };
  }

  /** A sum whose quotients a double tells from those of its neighbours. */
  private long sum() {
    return random.nextLong() >> 14 >> random.nextInt(50);
  }

  private long number() {
    return random.nextLong() >> random.nextInt(64);
  }

  private Value value(ValueType type) {
    return switch (type) {
      case INTEGER -> new IntegerValue(number());
      case FLOAT -> new FloatValue(number() >> 16);
      case PERCENTAGE -> new Percentage(random.nextInt(1_000), 1 + random.nextInt(1_000));
      case HISTOGRAM ->
          Histogram.of(
              Map.of(
                  "" + random.nextInt(9), 1L + random.nextInt(99), "7." + random.nextInt(9), 2L));
      case JSON ->
          Value.parse(type, "{\"a,\\\"b\": [" + random.nextDouble() + ", null, \"ö\\n\"]}");
      case SUBINTERVAL ->
          Value.parse(
              type, "[{\"start\": 0.5, \"duration\": 1, \"val\": " + random.nextInt() + "}]");
    };
  }
}
