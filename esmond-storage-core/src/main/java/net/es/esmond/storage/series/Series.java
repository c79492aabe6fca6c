package net.es.esmond.storage.series;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.internal.text.StorableText;

/**
 * A series is named by an event type of a metadata record, and is measured or summarised.
 *
 * @param metadataKey key of the metadata record, 1 to 128 characters that PostgreSQL can hold
 * @param eventType what was measured
 * @param summaryType what the points are
 * @param windowSeconds length of a summary's window, at most 2,147,483,647; 0 for base points
 */
public record Series(
    String metadataKey, EventType eventType, SummaryType summaryType, long windowSeconds) {

  /** Width of the key's column in PostgreSQL. */
  private static final int MAX_KEY_CHARS = 128;

  /** Checks the key and the window. */
  public Series {
    Objects.requireNonNull(eventType, "eventType");
    Objects.requireNonNull(summaryType, "summaryType");
    if (metadataKey.isEmpty()) {
      throw new InvalidInputException("metadata-key", metadataKey, "must not be empty");
    }
    if (metadataKey.codePointCount(0, metadataKey.length()) > MAX_KEY_CHARS) {
      throw new InvalidInputException(
          "metadata-key", metadataKey, "must have at most " + MAX_KEY_CHARS + " characters");
    }
    if (!StorableText.holds(metadataKey)) {
      throw new InvalidInputException("metadata-key", metadataKey, StorableText.RULE);
    }
    if (windowSeconds < 0 || windowSeconds > Integer.MAX_VALUE) {
      throw new InvalidInputException(
          "summary-window", windowSeconds, "must be 0 to " + Integer.MAX_VALUE + " seconds");
    }
  }

  /**
   * Names the base points of an event type.
   *
   * @param metadataKey key of the metadata record
   * @param eventType what was measured
   * @return the series of base points
   */
  public static Series base(String metadataKey, EventType eventType) {
    return new Series(metadataKey, eventType, SummaryType.BASE, 0);
  }

  /**
   * Returns esmond's row key less its last step, the year: the path steps and the window, joined by
   * {@code :}.
   *
   * @return such as {@code ps:throughput:0cb1...:average:86400}
   */
  public String path() {
    String event = eventType.esmondName().replace('-', '_');
    List<String> steps =
        summaryType == SummaryType.BASE
            ? List.of("ps", event, metadataKey)
            : List.of("ps", event, metadataKey, summaryType.esmondName());
    return RowKeys.path(steps, windowSeconds);
  }

  /**
   * Finds the series that a path names.
   *
   * @param path as {@link #path} returns it
   * @return empty when esmond has no series of that path
   */
  public static Optional<Series> ofPath(String path) {
    List<String> steps = RowKeys.steps(path);
    boolean base = steps.size() == 3;
    if (!base && steps.size() != 4 && steps.size() != 5 || !steps.get(0).equals("ps")) {
      return Optional.empty();
    }
    Optional<EventType> eventType = EventType.find(steps.get(1).replace('_', '-'));
    Optional<SummaryType> summaryType =
        base ? Optional.of(SummaryType.BASE) : SummaryType.find(steps.get(3));
    try {
      long window = steps.size() == 5 ? Long.parseLong(steps.get(4)) : 0;
      return eventType.flatMap(
          event -> summaryType.map(type -> new Series(steps.get(2), event, type, window)));
    } catch (NumberFormatException | InvalidInputException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the partition that holds a point in time.
   *
   * @param time any time in the years 1 to 9999
   * @return the partition
   * @throws InvalidInputException when the year is another
   */
  public Partition partition(Instant time) {
    return Partition.of(this, Partition.millis(time));
  }

  @Override
  public String toString() {
    return path();
  }
}
