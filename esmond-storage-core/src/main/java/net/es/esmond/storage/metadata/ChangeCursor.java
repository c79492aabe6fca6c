package net.es.esmond.storage.metadata;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.internal.text.StorableText;

/**
 * A position in the changes of an archive. {@link #toString()} writes it as text, and {@link
 * #parse} reads the text again.
 *
 * @param since records with a {@code time_updated} at or after this time are yet to be returned
 * @param until the next position's {@code since}, once all pages were returned; empty before the
 *     first page
 * @param afterKey last key of the page before; empty before the first page
 */
public record ChangeCursor(Instant since, Optional<Instant> until, Optional<String> afterKey) {
  private static final Pattern TEXT = Pattern.compile("([^/]+)(?:/([^/]+)/(.*))?", Pattern.DOTALL);

  /**
   * Checks the times and the key.
   *
   * @throws InvalidInputException when a page has no end, or ends before it begins, or a year is
   *     not 1 to 9999, or no record can have the key
   */
  public ChangeCursor {
    Objects.requireNonNull(since, "since");
    if (until.isPresent() != afterKey.isPresent()) {
      throw new InvalidInputException(
          "cursor", until + ", " + afterKey, "must have both an end and a last key, or neither");
    }
    if (!afterKey.map(StorableText::holds).orElse(true)) {
      throw new InvalidInputException("cursor", afterKey.get(), StorableText.RULE);
    }
    var unused = new TimeUpdated(since, until);
  }

  /**
   * Returns a cursor at a time.
   *
   * @param time changes before this time are not returned
   * @return a cursor before the first page
   */
  public static ChangeCursor from(Instant time) {
    return new ChangeCursor(time, Optional.empty(), Optional.empty());
  }

  /**
   * Parses the text that {@link #toString()} wrote.
   *
   * @param text a cursor's text
   * @return the cursor
   */
  public static ChangeCursor parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    try {
      if (matcher.matches()) {
        return new ChangeCursor(
            Instant.parse(matcher.group(1)),
            Optional.ofNullable(matcher.group(2)).map(Instant::parse),
            Optional.ofNullable(matcher.group(3)));
      }
    } catch (java.time.format.DateTimeParseException e) {
      // Refused below.
    }
    throw new InvalidInputException("cursor", text, "must be the text of a cursor");
  }

  @Override
  public String toString() {
    return since + until.map(end -> "/" + end + "/" + afterKey.orElse("")).orElse("");
  }
}
