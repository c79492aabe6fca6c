package net.es.esmond.storage.error;

import java.util.List;
import net.es.esmond.storage.internal.text.Listed;

/**
 * Reports that a bulk write did not write all points of some series. All other points were written,
 * unless a suppressed {@link ConflictException} names them. The code is that of the first series
 * whose code is retryable, as repeating the call helps there. Without such a series, the code is
 * that of the first series.
 */
public final class RefusedSeriesException extends EsmondException {
  private static final long serialVersionUID = 1L;

  /** Not serialized: a deserialized error keeps its message only. */
  private final transient List<RefusedSeries> refused;

  /**
   * Creates the error.
   *
   * @param refused the series, at least one
   */
  public RefusedSeriesException(List<RefusedSeries> refused) {
    super(
        refused.stream()
            .map(RefusedSeries::code)
            .filter(ErrorCode::retryable)
            .findFirst()
            .orElseGet(() -> refused.get(0).code()),
        "all was written but " + Listed.of(refused, "; "),
        null);
    this.refused = List.copyOf(refused);
  }

  /**
   * Returns the series of which points were not written.
   *
   * @return at least one
   */
  public List<RefusedSeries> refused() {
    return refused;
  }
}
