package net.es.esmond.storage.metadata;

import java.util.Objects;

/**
 * A subject that is one network element.
 *
 * @param source address of the element
 * @param measurementAgent address of the host that ran the measurement
 * @param toolName tool that measured
 * @param inputSource source as a person wrote it
 */
public record NetworkElement(
    String source, String measurementAgent, String toolName, String inputSource)
    implements Subject {
  /** Refuses nulls. */
  public NetworkElement {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(measurementAgent, "measurementAgent");
    Objects.requireNonNull(toolName, "toolName");
    Objects.requireNonNull(inputSource, "inputSource");
  }

  @Override
  public SubjectType type() {
    return SubjectType.NETWORK_ELEMENT;
  }
}
