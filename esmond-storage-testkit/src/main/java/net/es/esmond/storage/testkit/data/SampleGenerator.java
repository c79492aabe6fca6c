package net.es.esmond.storage.testkit.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.es.esmond.storage.metadata.Registration;

/**
 * Makes measurements like those of perfSONAR tests, of every value type, between pairs of hosts
 * with a test of each {@link TestKind}: throughput and its subintervals every six hours, a trace
 * and the clock's error every ten minutes, packet counts, loss rate and histograms of delay and
 * time-to-live every minute. The same settings always give the same tests and points.
 *
 * @param seed chooses the values, the hosts and the keys of the tests
 * @param pairs how many pairs of hosts; at least 1
 * @param from time of the first points
 * @param duration how long each test measures
 */
public record SampleGenerator(long seed, int pairs, Instant from, Duration duration) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int PACKETS_PER_MINUTE = 600;
  private static final long PRIME = 1_000_003;

  /** What is measured, and how often. */
  private enum Kind {
    THROUGHPUT(TestKind.THROUGHPUT, "throughput", Duration.ofHours(6)),
    PACKET_COUNT_SENT(TestKind.LATENCY, "packet_count_sent", Duration.ofMinutes(1)),
    PACKET_COUNT_LOST(TestKind.LATENCY, "packet_count_lost", Duration.ofMinutes(1)),
    HISTOGRAM_OWDELAY(TestKind.LATENCY, "histogram_owdelay", Duration.ofMinutes(1)),
    HISTOGRAM_TTL(TestKind.LATENCY, "histogram_ttl", Duration.ofMinutes(1)),
    PACKET_TRACE(TestKind.TRACE, "packet_trace", Duration.ofMinutes(10)),
    TIME_ERROR_ESTIMATES(TestKind.LATENCY, "time_error_estimates", Duration.ofMinutes(10)),
    PACKET_LOSS_RATE(TestKind.LATENCY, "packet_loss_rate", Duration.ofMinutes(1)),
    THROUGHPUT_SUBINTERVALS(TestKind.THROUGHPUT, "throughput_subintervals", Duration.ofHours(6));

    private final TestKind test;
    private final String step;
    private final Duration interval;

    Kind(TestKind test, String step, Duration interval) {
      this.test = test;
      this.step = step;
      this.interval = interval;
    }
  }

  /** Checks the settings. */
  public SampleGenerator {
    if (pairs < 1) {
      throw new IllegalArgumentException("pairs must be at least 1, but was " + pairs);
    }
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("duration must be positive, but was " + duration);
    }
  }

  /**
   * Makes the tests, to be registered before their points are written; {@link SampleLoader} does
   * both.
   *
   * @return by the keys that their points name
   */
  public Map<String, Registration> registrations() {
    Map<String, Registration> tests = new LinkedHashMap<>();
    for (long pair = 0; pair < pairs; pair++) {
      for (TestKind kind : TestKind.values()) {
        tests.put(key(pair, kind), kind.registration(seed * PRIME + pair));
      }
    }
    return tests;
  }

  /** Of a test in the samples; the archive has its own. */
  private String key(long pair, TestKind kind) {
    Random keys = new Random((seed * PRIME + pair) * TestKind.values().length + kind.ordinal());
    HexFormat hex = HexFormat.of().withUpperCase();
    return hex.toHexDigits(keys.nextLong()) + hex.toHexDigits(keys.nextLong());
  }

  /**
   * Makes the points.
   *
   * @return series after series, each in order of time; made as they are read
   */
  public Stream<SamplePoint> points() {
    return LongStream.range(0, pairs)
        .boxed()
        .flatMap(pair -> Stream.of(Kind.values()).flatMap(kind -> series(pair, kind)));
  }

  private Stream<SamplePoint> series(long pair, Kind kind) {
    List<String> path = List.of("ps", kind.step, key(pair, kind.test));
    Random random = new Random(path.hashCode());
    int typical = 1 + random.nextInt(80);
    long count = (duration.toMillis() - 1) / kind.interval.toMillis() + 1;
    return LongStream.range(0, count)
        .mapToObj(
            n ->
                new SamplePoint(
                    path,
                    from.plus(kind.interval.multipliedBy(n)),
                    value(kind, typical, random).toString()));
  }

  private static JsonNode value(Kind kind, int typical, Random random) {
    return switch (kind) {
      case THROUGHPUT -> LongNode.valueOf((long) (typical * 1.2e8 * (1 + random.nextDouble() / 4)));
      case PACKET_COUNT_SENT -> LongNode.valueOf(PACKETS_PER_MINUTE);
      case PACKET_COUNT_LOST -> LongNode.valueOf(random.nextInt(20) == 0 ? random.nextInt(50) : 0);
      case HISTOGRAM_OWDELAY -> histogram(typical, 4, random);
      case HISTOGRAM_TTL -> histogram(64 - typical % 20, 0.2, random);
      case PACKET_TRACE -> trace(1 + typical % 12, random);
      case TIME_ERROR_ESTIMATES -> DoubleNode.valueOf(random.nextInt(1, 500) / 10_000.0);
      case PACKET_LOSS_RATE -> lossRate(random.nextInt(20) == 0 ? random.nextInt(50) : 0);
      case THROUGHPUT_SUBINTERVALS -> subintervals(typical, random);
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

  private static ObjectNode lossRate(int lost) {
    return JSON.objectNode().put("numerator", lost).put("denominator", PACKETS_PER_MINUTE);
  }

  private static ArrayNode subintervals(int typical, Random random) {
    ArrayNode subintervals = JSON.arrayNode();
    for (int second = 0; second < 10; second++) {
      subintervals
          .addObject()
          .put("start", (double) second)
          .put("duration", 1.0)
          .put("val", (long) (typical * 1.2e8 * (1 + random.nextDouble() / 4)));
    }
    return subintervals;
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
