package net.es.esmond.storage.metadata;

import java.util.Objects;

/**
 * A subject that is a path between two hosts.
 *
 * @param source address that was measured from
 * @param destination address that was measured to
 * @param measurementAgent address of the host that ran the measurement
 * @param toolName tool that measured, such as {@code bwctl/iperf3}
 * @param inputSource source as a person wrote it
 * @param inputDestination destination as a person wrote it
 */
public record PointToPoint(
    String source,
    String destination,
    String measurementAgent,
    String toolName,
    String inputSource,
    String inputDestination)
    implements Subject {
  /** Refuses nulls. */
  public PointToPoint {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(destination, "destination");
    Objects.requireNonNull(measurementAgent, "measurementAgent");
    Objects.requireNonNull(toolName, "toolName");
    Objects.requireNonNull(inputSource, "inputSource");
    Objects.requireNonNull(inputDestination, "inputDestination");
  }

  @Override
  public SubjectType type() {
    return SubjectType.POINT_TO_POINT;
  }
}
