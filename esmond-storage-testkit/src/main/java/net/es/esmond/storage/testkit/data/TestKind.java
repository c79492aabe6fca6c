package net.es.esmond.storage.testkit.data;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.metadata.RegistrationBuilder;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;

/** Kinds of perfSONAR tests: what they measure, how that is summarised, and how they are set up. */
public enum TestKind {
  /** How much gets through, every few hours. */
  THROUGHPUT(
      "bwctl/iperf3",
      Map.of("ip-transport-protocol", "tcp", "bw-parallel-streams", "1", "time-duration", "20"),
      List.of(
          EventType.THROUGHPUT,
          EventType.THROUGHPUT_SUBINTERVALS,
          EventType.PACKET_RETRANSMITS,
          EventType.FAILURES),
      List.of(new Summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofDays(1)))),

  /** Histograms of one-way delay and packets lost, every minute. */
  LATENCY(
      "powstream",
      Map.of("ip-transport-protocol", "udp", "sample-size", "600", "sample-bucket-width", "0.0001"),
      List.of(
          EventType.HISTOGRAM_OWDELAY,
          EventType.HISTOGRAM_TTL,
          EventType.PACKET_COUNT_LOST,
          EventType.PACKET_COUNT_SENT,
          EventType.PACKET_LOSS_RATE,
          EventType.TIME_ERROR_ESTIMATES,
          EventType.FAILURES),
      List.of(
          new Summary(EventType.HISTOGRAM_OWDELAY, SummaryType.AGGREGATION, Duration.ofHours(1)),
          new Summary(EventType.HISTOGRAM_OWDELAY, SummaryType.STATISTICS, Duration.ofHours(1)),
          new Summary(EventType.HISTOGRAM_OWDELAY, SummaryType.STATISTICS, Duration.ofDays(1)),
          new Summary(EventType.PACKET_LOSS_RATE, SummaryType.AGGREGATION, Duration.ofHours(1)),
          new Summary(EventType.PACKET_LOSS_RATE, SummaryType.AGGREGATION, Duration.ofDays(1)))),

  /** The hops in between, every ten minutes. */
  TRACE(
      "bwctl/tracepath",
      Map.of("trace-first-ttl", "1", "trace-max-ttl", "30"),
      List.of(EventType.PACKET_TRACE, EventType.PATH_MTU, EventType.FAILURES),
      List.of());

  private final String toolName;
  private final Map<String, String> parameters;
  private final List<EventType> eventTypes;
  private final List<Summary> summaries;

  private record Summary(EventType eventType, SummaryType type, Duration window) {}

  TestKind(
      String toolName,
      Map<String, String> parameters,
      List<EventType> eventTypes,
      List<Summary> summaries) {
    this.toolName = toolName;
    this.parameters = parameters;
    this.eventTypes = eventTypes;
    this.summaries = summaries;
  }

  /**
   * Makes a test of this kind.
   *
   * @param seed chooses the hosts: kinds with the same seed measure between the same ones
   * @return always the same for a seed
   */
  public Registration registration(long seed) {
    RegistrationBuilder builder = withoutEventTypes(seed);
    eventTypes.forEach(builder::eventType);
    summaries.forEach(one -> builder.summary(one.eventType(), one.type(), one.window()));
    return builder.build();
  }

  /** The kind that measures most of these event types; the first when none does. */
  static TestKind of(List<EventType> measured) {
    return Stream.of(values())
        .max(
            (one, other) ->
                Long.compare(
                    measured.stream().filter(one.eventTypes::contains).count(),
                    measured.stream().filter(other.eventTypes::contains).count()))
        .orElseThrow();
  }

  RegistrationBuilder withoutEventTypes(long seed) {
    Random random = new Random(seed);
    String source = address(random);
    RegistrationBuilder builder =
        Registration.pointToPoint()
            .source(source)
            .inputSource(host(random))
            .destination(address(random))
            .inputDestination(host(random))
            .measurementAgent(source)
            .toolName(toolName);
    parameters.forEach(builder::parameter);
    return builder;
  }

  private static String address(Random random) {
    return random.nextInt(4) == 0
        ? "2001:db8:%s:%s::1"
            .formatted(
                Integer.toHexString(1 + random.nextInt(0xfffe)),
                Integer.toHexString(1 + random.nextInt(0xfffe)))
        : "198.18.%s.%s".formatted(random.nextInt(256), 1 + random.nextInt(254));
  }

  private static String host(Random random) {
    return "ps-" + HexFormat.of().toHexDigits((char) random.nextInt(0x10000)) + ".example.net";
  }
}
