package net.es.esmond.storage.metadata;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.es.esmond.storage.error.InvalidInputException;

/**
 * How far somebody has followed the changes of an archive. Its text can be kept and read again.
 *
 * @param since records with a {@code time_updated} from here on are yet to be seen
 * @param until where to go on once all pages were seen; empty before the first page
 * @param afterKey last key of the page before; empty before the first page
 */
public record ChangeCursor(Instant since, Optional<Instant> until, Optional<String> afterKey) {
  private static final Pattern TEXT = Pattern.compile("([^/]+)(?:/([^/]+)/(.+))?", Pattern.DOTALL);

  /** Refuses a page without an end. */
  public ChangeCursor {
    Objects.requireNonNull(since, "since");
    if (until.isPresent() != afterKey.isPresent()) {
      throw new IllegalArgumentException("until and afterKey must be given together");
    }
  }

  /**
   * Starts to follow.
   *
   * @param time changes before it do not matter
   * @return a cursor
   */
  public static ChangeCursor from(Instant time) {
    return new ChangeCursor(time, Optional.empty(), Optional.empty());
  }

  /**
   * Reads what {@link #toString()} wrote.
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
      // Said below.
    }
    throw new InvalidInputException("cursor", text, "must be the text of a cursor");
  }

  @Override
  public String toString() {
    return since + until.map(end -> "/" + end + "/" + afterKey.orElse("")).orElse("");
  }
}
