package net.es.esmond.storage.series;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * The kinds of points of a series: points as measured, or one of three summaries of each window.
 */
public enum SummaryType {
  /** The points as they were measured. */
  BASE("base"),
  /** Sums, or merged histograms. */
  AGGREGATION("aggregations"),
  /** Means. */
  AVERAGE("averages"),
  /** Statistics of merged histograms. */
  STATISTICS("statistics");

  private final String esmondName = name().toLowerCase(Locale.ROOT);
  private final String pathName;

  SummaryType(String pathName) {
    this.pathName = pathName;
  }

  /**
   * Returns esmond's name.
   *
   * @return lower case, such as {@code base}
   */
  public String esmondName() {
    return esmondName;
  }

  /**
   * Returns the name in the paths of esmond's REST API, which is most often a plural.
   *
   * @return lower case, such as {@code averages}
   */
  public String pathName() {
    return pathName;
  }

  /**
   * Looks a summary type up by its name in the paths of esmond's REST API.
   *
   * @param name any text
   * @return empty when esmond has no summary type of that name
   */
  public static Optional<SummaryType> findPath(String name) {
    return Arrays.stream(values()).filter(type -> type.pathName.equals(name)).findFirst();
  }

  /**
   * Finds a summary type by its name in esmond, and refuses an unknown name.
   *
   * @param name such as {@code average}
   * @return the summary type
   * @throws InvalidInputException when esmond has no summary type of that name
   */
  public static SummaryType of(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "summary-type", name, "must be one of base, aggregation, average, statistics"));
  }

  /**
   * Looks a summary type up by esmond's name.
   *
   * @param name any text
   * @return empty when there is none of that name
   */
  public static Optional<SummaryType> find(String name) {
    return Arrays.stream(values()).filter(type -> type.esmondName.equals(name)).findFirst();
  }

  @Override
  public String toString() {
    return esmondName;
  }
}
