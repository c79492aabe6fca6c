package net.es.esmond.storage.transfer;

import java.util.List;

/**
 * The result of comparing a source with an archive.
 *
 * @param series series of the source that were compared
 * @param points points that the source has of them
 * @param sampled points whose values were compared
 * @param missing points that the archive has less than the source
 * @param different sampled points that the archive has not, or has with another value
 * @param differences what differs; 1,000 entries at most
 */
public record ImportCheck(
    long series,
    long points,
    long sampled,
    long missing,
    long different,
    List<ImportFaults.Refused> differences) {
  /** Copies the list. */
  public ImportCheck {
    differences = List.copyOf(differences);
  }

  /**
   * Says whether nothing differs.
   *
   * @return true when the archive has every point by count, and every sampled value
   */
  public boolean isEqual() {
    return missing == 0 && different == 0;
  }
}
