package net.es.esmond.storage.error;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import net.es.esmond.storage.internal.text.Listed;

/** Reports that other values are already stored for the same series and times. */
public final class ConflictException extends EsmondException {
  private static final long serialVersionUID = 1L;

  /** Not serialized: a deserialized error keeps its message only. */
  private final transient List<Taken> taken;

  /**
   * A time that is taken.
   *
   * @param series the series, as esmond's row key without the year
   * @param time the time of the point
   */
  public record Taken(String series, Instant time) {
    /** Refuses nulls. */
    public Taken {
      Objects.requireNonNull(series, "series");
      Objects.requireNonNull(time, "time");
    }

    @Override
    public String toString() {
      return "'" + series + "' has another one at " + time;
    }
  }

  /**
   * Creates the error.
   *
   * @param taken what is taken, at least one time
   */
  public ConflictException(List<Taken> taken) {
    super(
        ErrorCode.CONFLICT, "a stored point keeps its value, but " + Listed.of(taken, ", "), null);
    this.taken = List.copyOf(taken);
  }

  /**
   * Returns what is taken.
   *
   * @return at least one time, in no particular order
   */
  public List<Taken> taken() {
    return taken;
  }
}
