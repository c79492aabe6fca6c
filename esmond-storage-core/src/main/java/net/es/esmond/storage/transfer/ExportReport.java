package net.es.esmond.storage.transfer;

/**
 * What an export wrote. After an interruption, the report of the export that goes on counts from
 * there.
 *
 * @param records records whose series were exported
 * @param series series that were read to their end
 * @param points points that were written
 */
public record ExportReport(long records, long series, long points) {}
