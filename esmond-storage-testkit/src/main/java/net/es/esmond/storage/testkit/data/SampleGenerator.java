package net.es.esmond.storage.testkit.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Makes measurements like those of perfSONAR tests: throughput every six hours, a trace every ten
 * minutes, packet counts and histograms of delay and time-to-live every minute. The same settings
 * always give the same points.
 *
 * @param seed chooses the values, and the keys of the tests
 * @param tests how many tests measure, each all event types; at least 1
 * @param from time of the first points
 * @param duration how long each test measures
 */
public record SampleGenerator(long seed, int tests, Instant from, Duration duration) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int PACKETS_PER_MINUTE = 600;

  /** What is measured, and how often. */
  private enum Kind {
    THROUGHPUT("throughput", Duration.ofHours(6)),
    PACKET_COUNT_SENT("packet_count_sent", Duration.ofMinutes(1)),
    PACKET_COUNT_LOST("packet_count_lost", Duration.ofMinutes(1)),
    HISTOGRAM_OWDELAY("histogram_owdelay", Duration.ofMinutes(1)),
    HISTOGRAM_TTL("histogram_ttl", Duration.ofMinutes(1)),
    PACKET_TRACE("packet_trace", Duration.ofMinutes(10));

    private final String step;
    private final Duration interval;

    Kind(String step, Duration interval) {
      this.step = step;
      this.interval = interval;
    }
  }

  /** Checks the settings. */
  public SampleGenerator {
    if (tests < 1) {
      throw new IllegalArgumentException("tests must be at least 1, but was " + tests);
    }
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("duration must be positive, but was " + duration);
    }
  }

  /**
   * Makes the points.
   *
   * @return series after series, each in order of time; made as they are read
   */
  public Stream<SamplePoint> points() {
    return LongStream.range(0, tests)
        .boxed()
        .flatMap(test -> Stream.of(Kind.values()).flatMap(kind -> series(test, kind)));
  }

  private Stream<SamplePoint> series(long test, Kind kind) {
    Random keys = new Random(seed * 1_000_003 + test);
    List<String> path =
        List.of("ps", kind.step, "%016X%016X".formatted(keys.nextLong(), keys.nextLong()));
    Random random = new Random(keys.nextLong() + kind.step.hashCode());
    int typical = 1 + random.nextInt(80);
    long count = (duration.toMillis() - 1) / kind.interval.toMillis() + 1;
    return LongStream.range(0, count)
        .mapToObj(
            n ->
                new SamplePoint(
                    path, from.plus(kind.interval.multipliedBy(n)), value(kind, typical, random)));
  }

  private static JsonNode value(Kind kind, int typical, Random random) {
    return switch (kind) {
      case THROUGHPUT -> LongNode.valueOf((long) (typical * 1.2e8 * (1 + random.nextDouble() / 4)));
      case PACKET_COUNT_SENT -> LongNode.valueOf(PACKETS_PER_MINUTE);
      case PACKET_COUNT_LOST -> LongNode.valueOf(random.nextInt(20) == 0 ? random.nextInt(50) : 0);
      case HISTOGRAM_OWDELAY -> histogram(typical, 4, random);
      case HISTOGRAM_TTL -> histogram(64 - typical % 20, 0.2, random);
      case PACKET_TRACE -> trace(1 + typical % 12, random);
    };
  }

  /** Buckets of all packets of a minute around a typical value. */
  private static ObjectNode histogram(int typical, double spread, Random random) {
    ObjectNode histogram = JSON.objectNode();
    for (int packet = 0; packet < PACKETS_PER_MINUTE; packet++) {
      long bucket = Math.max(0, Math.round(typical + random.nextGaussian() * spread));
      String name = String.valueOf(bucket);
      histogram.put(name, histogram.path(name).asInt() + 1);
    }
    return histogram;
  }

  private static ArrayNode trace(int hops, Random random) {
    ArrayNode trace = JSON.arrayNode();
    double rtt = 0;
    for (int ttl = 1; ttl <= hops; ttl++) {
      rtt += random.nextInt(1, 2_000) / 100.0;
      trace
          .addObject()
          .put("ttl", ttl)
          .put("query", 1)
          .put("success", 1)
          .put("ip", "192.0.2." + ttl)
          .put("rtt", Math.round(rtt * 100) / 100.0)
          .putNull("error_message");
    }
    return trace;
  }
}
