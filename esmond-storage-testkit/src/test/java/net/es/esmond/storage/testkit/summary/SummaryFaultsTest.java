package net.es.esmond.storage.testkit.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.metadata.EventTypeInfo;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.FloatValue;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.testkit.summary.FaultyStore.Fate;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Several instances, whose clocks differ within bounds, write random points in random order, on
 * time and late, repeat what failed, and sweep, while requests fail in every way. Whenever nothing
 * is under way, every summary must equal one that is made at once from all base points.
 */
class SummaryFaultsTest {
  private static final Instant START = Instant.parse("2026-03-31T20:00:00Z");
  private static final int STEPS = 80;

  @RegisterExtension private final Deployment deployment = new Deployment(START);
  private final EsmondStorage calm = deployment.instance();

  static LongStream seeds() {
    return new Random(20_261_122).longs(25);
  }

  /** An instance of the archive and its way to the store. */
  private record Instance(EsmondStorage storage, FaultyStore way) {}

  @ParameterizedTest
  @MethodSource("seeds")
  void every_summary_equals_plain_recomputation(long seed) {
    Random random = new Random(seed);
    String key = calm.metadata().register(Deployment.TEST).key();
    List<Instance> instances = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      FaultyStore way =
          new FaultyStore(deployment.store, () -> fate(random, 0.02), () -> fate(random, 0.15));
      Duration ahead = Duration.ofMillis(random.nextInt(9_000) - 4_500);
      instances.add(new Instance(deployment.instance(ahead, RetentionPolicies.NONE, way), way));
    }

    for (int step = 0; step < STEPS; step++) {
      Instance instance = instances.get(random.nextInt(instances.size()));
      switch (random.nextInt(10)) {
        case 0, 1 -> attempt(() -> instance.storage().maintenance().storeSummaries());
        case 2, 3, 4 -> {
          // What is delayed takes effect late, but not later than half of the allowed lateness.
          deployment.clock.advance(Duration.ofMinutes(random.nextInt(29)));
          instances.forEach(each -> each.way().deliver());
          check(key, "step " + step);
        }
        default -> write(instance, key, random);
      }
    }

    instances.forEach(instance -> instance.way().deliver());
    check(key, "in the end");
    deployment.clock.advance(Duration.ofDays(2));
    assertThat(calm.maintenance().storeSummaries().failures()).isZero();
    check(key, "once all is stored");
  }

  private void check(String key, String when) {
    for (Series summary : Deployment.summaries(key)) {
      assertThat(Deployment.read(calm, summary))
          .as("%s, %s", summary, when)
          .isEqualTo(Deployment.recomputed(calm, summary));
    }
  }

  private void write(Instance instance, String key, Random random) {
    List<EventTypeInfo> base =
        Deployment.TEST.eventTypes().stream()
            .filter(info -> info.summaryType() == SummaryType.BASE)
            .toList();
    EventType eventType = EventType.of(base.get(random.nextInt(base.size())).eventType());
    Instant now = deployment.clock.instant();
    List<Point> points =
        random
            .ints(1 + random.nextInt(20), 0, 2_000)
            .distinct()
            .mapToObj(i -> START.plusSeconds(30L * i))
            .filter(time -> time.isBefore(now))
            .map(time -> new Point(time, value(eventType, time)))
            .toList();
    for (int attempt = 0; attempt < 3; attempt++) {
      if (attempt(
          () -> instance.storage().archive().writeAll(key, eventType.esmondName(), points))) {
        return;
      }
    }
  }

  /** One value for each time, so that writing it again is no conflict. */
  static Value value(EventType eventType, Instant time) {
    long number = time.getEpochSecond() % 9973;
    return switch (eventType.valueType()) {
      case INTEGER -> new IntegerValue(number);
      case FLOAT -> new FloatValue(number);
      case PERCENTAGE -> new Percentage(number, number + 1);
      default -> Histogram.of(Map.of(number % 7 + "", number, "x", 1L));
    };
  }

  private static boolean attempt(Runnable call) {
    try {
      call.run();
      return true;
    } catch (EsmondException e) {
      return false;
    }
  }

  private static Fate fate(Random random, double failures) {
    return random.nextDouble() < failures
        ? Fate.values()[1 + random.nextInt(Fate.values().length - 1)]
        : Fate.SERVED;
  }
}
