package net.es.esmond.storage.metadata;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The type of a test's subject: a path between two hosts, or one network element. */
public enum SubjectType {
  /** {@code point-to-point}: a {@link PointToPoint}. */
  POINT_TO_POINT(
      "source",
      "destination",
      "measurement-agent",
      "tool-name",
      "input-source",
      "input-destination"),
  /** {@code network-element}: a {@link NetworkElement}. */
  NETWORK_ELEMENT("source", "measurement-agent", "tool-name", "input-source");

  private final String esmondName = name().toLowerCase(Locale.ROOT).replace('_', '-');
  private final List<String> fields;

  SubjectType(String... fields) {
    this.fields = List.of(fields);
  }

  /**
   * Returns esmond's name.
   *
   * @return such as {@code point-to-point}
   */
  public String esmondName() {
    return esmondName;
  }

  /**
   * Returns the subject's fields, all of them required, by esmond's names.
   *
   * @return such as {@code source}
   */
  public List<String> fields() {
    return fields;
  }

  /**
   * Looks a subject type up by esmond's name.
   *
   * @param name any text
   * @return empty when there is none of that name
   */
  public static Optional<SubjectType> find(String name) {
    return Arrays.stream(values()).filter(type -> type.esmondName.equals(name)).findFirst();
  }

  @Override
  public String toString() {
    return esmondName;
  }
}
