package net.es.esmond.storage.transfer;

import java.util.List;

/**
 * What became of an import's records and points. After an interruption, the report of the import
 * that goes on counts from there.
 *
 * @param records records that are in the archive: taken over, or there before
 * @param written base points that were written
 * @param unchanged base points that were stored already, with the same value
 * @param conflicting base points of whose time another value is stored, which stays
 * @param summaries summaries that were stored ready made
 * @param derived summaries that were passed over, because the archive makes them from base points
 *     or has them
 * @param refused records and points that were not taken
 * @param faults what was not taken, and why; 1,000 entries at most
 */
public record ImportReport(
    long records,
    long written,
    long unchanged,
    long conflicting,
    long summaries,
    long derived,
    long refused,
    List<ImportFaults.Refused> faults) {
  /** Copies the list. */
  public ImportReport {
    faults = List.copyOf(faults);
  }
}
