package net.es.esmond.storage.series;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.es.esmond.storage.error.InvalidInputException;

/** The event types that perfSONAR measures, and the type of value each one has. */
public enum EventType {
  /** {@code failures}. */
  FAILURES(ValueType.JSON),
  /** {@code histogram-owdelay}. */
  HISTOGRAM_OWDELAY(ValueType.HISTOGRAM),
  /** {@code histogram-rtt}. */
  HISTOGRAM_RTT(ValueType.HISTOGRAM),
  /** {@code histogram-ttl}. */
  HISTOGRAM_TTL(ValueType.HISTOGRAM),
  /** {@code histogram-ttl-reverse}. */
  HISTOGRAM_TTL_REVERSE(ValueType.HISTOGRAM),
  /** {@code iostat}. */
  IOSTAT(ValueType.JSON),
  /** {@code mpstat}. */
  MPSTAT(ValueType.JSON),
  /** {@code ntp-delay}. */
  NTP_DELAY(ValueType.FLOAT),
  /** {@code ntp-dispersion}. */
  NTP_DISPERSION(ValueType.FLOAT),
  /** {@code ntp-jitter}. */
  NTP_JITTER(ValueType.FLOAT),
  /** {@code ntp-offset}. */
  NTP_OFFSET(ValueType.FLOAT),
  /** {@code ntp-polling-interval}. */
  NTP_POLLING_INTERVAL(ValueType.FLOAT),
  /** {@code ntp-reach}. */
  NTP_REACH(ValueType.INTEGER),
  /** {@code ntp-stratum}. */
  NTP_STRATUM(ValueType.INTEGER),
  /** {@code ntp-wander}. */
  NTP_WANDER(ValueType.FLOAT),
  /** {@code packet-count-lost}. */
  PACKET_COUNT_LOST(ValueType.INTEGER),
  /** {@code packet-count-lost-bidir}. */
  PACKET_COUNT_LOST_BIDIR(ValueType.INTEGER),
  /** {@code packet-count-sent}. */
  PACKET_COUNT_SENT(ValueType.INTEGER),
  /** {@code packet-duplicates}. */
  PACKET_DUPLICATES(ValueType.INTEGER),
  /** {@code packet-duplicates-bidir}. */
  PACKET_DUPLICATES_BIDIR(ValueType.INTEGER),
  /** {@code packet-loss-rate}. */
  PACKET_LOSS_RATE(ValueType.PERCENTAGE),
  /** {@code packet-loss-rate-bidir}. */
  PACKET_LOSS_RATE_BIDIR(ValueType.PERCENTAGE),
  /** {@code packet-reorders}. */
  PACKET_REORDERS(ValueType.INTEGER),
  /** {@code packet-reorders-bidir}. */
  PACKET_REORDERS_BIDIR(ValueType.INTEGER),
  /** {@code packet-retransmits}. */
  PACKET_RETRANSMITS(ValueType.INTEGER),
  /** {@code packet-retransmits-subintervals}. */
  PACKET_RETRANSMITS_SUBINTERVALS(ValueType.SUBINTERVAL),
  /** {@code packet-rtt}. */
  PACKET_RTT(ValueType.INTEGER),
  /** {@code packet-rtt-subintervals}. */
  PACKET_RTT_SUBINTERVALS(ValueType.SUBINTERVAL),
  /** {@code packet-trace}. */
  PACKET_TRACE(ValueType.JSON),
  /** {@code packet-trace-multi}. */
  PACKET_TRACE_MULTI(ValueType.JSON),
  /** {@code path-mtu}. */
  PATH_MTU(ValueType.INTEGER),
  /** {@code pscheduler-raw}. */
  PSCHEDULER_RAW(ValueType.JSON),
  /** {@code pscheduler-run-href}. */
  PSCHEDULER_RUN_HREF(ValueType.JSON),
  /** {@code rusage}. */
  RUSAGE(ValueType.JSON),
  /** {@code streams-packet-retransmits}. */
  STREAMS_PACKET_RETRANSMITS(ValueType.JSON),
  /** {@code streams-packet-retransmits-subintervals}. */
  STREAMS_PACKET_RETRANSMITS_SUBINTERVALS(ValueType.JSON),
  /** {@code streams-packet-rtt}. */
  STREAMS_PACKET_RTT(ValueType.JSON),
  /** {@code streams-packet-rtt-subintervals}. */
  STREAMS_PACKET_RTT_SUBINTERVALS(ValueType.JSON),
  /** {@code streams-tcp-windowsize}. */
  STREAMS_TCP_WINDOWSIZE(ValueType.JSON),
  /** {@code streams-tcp-windowsize-subintervals}. */
  STREAMS_TCP_WINDOWSIZE_SUBINTERVALS(ValueType.JSON),
  /** {@code streams-tcpinfo}. */
  STREAMS_TCPINFO(ValueType.JSON),
  /** {@code streams-throughput}. */
  STREAMS_THROUGHPUT(ValueType.JSON),
  /** {@code streams-throughput-subintervals}. */
  STREAMS_THROUGHPUT_SUBINTERVALS(ValueType.JSON),
  /** {@code tcp-windowsize}. */
  TCP_WINDOWSIZE(ValueType.INTEGER),
  /** {@code tcp-windowsize-subintervals}. */
  TCP_WINDOWSIZE_SUBINTERVALS(ValueType.SUBINTERVAL),
  /** {@code tcpinfo}. */
  TCPINFO(ValueType.JSON),
  /** {@code throughput}. */
  THROUGHPUT(ValueType.INTEGER),
  /** {@code throughput-subintervals}. */
  THROUGHPUT_SUBINTERVALS(ValueType.SUBINTERVAL),
  /** {@code time-error-estimates}. */
  TIME_ERROR_ESTIMATES(ValueType.FLOAT);

  private static final Map<String, EventType> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(EventType::esmondName, Function.identity()));

  private final String esmondName = name().toLowerCase(Locale.ROOT).replace('_', '-');
  private final ValueType valueType;

  EventType(ValueType valueType) {
    this.valueType = valueType;
  }

  /**
   * Returns esmond's name.
   *
   * @return such as {@code packet-loss-rate}
   */
  public String esmondName() {
    return esmondName;
  }

  /**
   * Returns the type of this event type's base values.
   *
   * @return the value type
   */
  public ValueType valueType() {
    return valueType;
  }

  /**
   * Finds an event type by esmond's name.
   *
   * @param name such as {@code packet-loss-rate}
   * @return the event type
   * @throws InvalidInputException when there is none of that name
   */
  public static EventType of(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "event-type", name, "must be one of esmond's " + BY_NAME.size() + " names"));
  }

  /**
   * Looks an event type up by esmond's name.
   *
   * @param name any text
   * @return empty when there is none of that name
   */
  public static Optional<EventType> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  @Override
  public String toString() {
    return esmondName;
  }
}
