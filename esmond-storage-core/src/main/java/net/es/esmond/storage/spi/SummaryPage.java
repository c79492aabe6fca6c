package net.es.esmond.storage.spi;

import java.util.List;

/**
 * What is stored about some windows of a summary.
 *
 * @param windows in the order asked for; windows about which nothing is stored are left out
 * @param more true when nothing was looked up behind the last of these windows
 */
public record SummaryPage(List<StoredSummary> windows, boolean more) {
  /** Copies the windows. */
  public SummaryPage {
    windows = List.copyOf(windows);
  }
}
