package net.es.esmond.storage.metadata;

import java.util.List;
import java.util.Objects;

/**
 * A page of records whose measurements were written lately. A page is bounded in bytes too: it may
 * have fewer records than were asked for although it is not complete.
 *
 * @param records the records in the order of their keys; an earlier page may have had some of them
 * @param next the cursor for the next page
 * @param complete true when there are no more records for now; false when the caller should ask
 *     again at once
 */
public record ChangePage(List<Metadata> records, ChangeCursor next, boolean complete) {
  /** Copies the records. */
  public ChangePage {
    records = List.copyOf(records);
    Objects.requireNonNull(next, "next");
  }
}
