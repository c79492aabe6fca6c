package net.es.esmond.storage.transfer;

/**
 * What an export wrote. After an interruption, the report of the export that goes on counts from
 * there.
 *
 * @param records records whose series were exported
 * @param series series that were read to their end
 * @param points points that were written
 * @param missing windows without a summary, as it cannot be computed; see {@link
 *     net.es.esmond.storage.series.Page#missing}
 * @param possiblyIncomplete true when acknowledged points may be missing, as replicas were added
 *     whose repair is still due: export again after it
 */
public record ExportReport(
    long records, long series, long points, long missing, boolean possiblyIncomplete) {}
