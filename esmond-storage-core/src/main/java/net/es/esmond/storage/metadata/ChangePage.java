package net.es.esmond.storage.metadata;

import java.util.List;
import java.util.Objects;

/**
 * Records that were written to lately.
 *
 * @param records in the order of their keys; some may have been seen before
 * @param next where to go on
 * @param complete whether these were all for now; else ask again at once
 */
public record ChangePage(List<Metadata> records, ChangeCursor next, boolean complete) {
  /** Copies the records. */
  public ChangePage {
    records = List.copyOf(records);
    Objects.requireNonNull(next, "next");
  }
}
