package net.es.esmond.storage.transfer;

import java.util.Optional;

/**
 * How far an import has come in a part of its source.
 *
 * @param points points that were taken from the part
 * @param last the last of them; without its value, which does not matter
 */
public record ImportPosition(long points, Optional<ImportedPoint> last) {
  /** The beginning of a part. */
  public static final ImportPosition START = new ImportPosition(0, Optional.empty());
}
