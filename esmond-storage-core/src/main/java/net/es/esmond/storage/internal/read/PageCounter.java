package net.es.esmond.storage.internal.read;

import java.util.function.LongConsumer;
import net.es.esmond.storage.internal.meters.MeterSource;
import net.es.esmond.storage.internal.meters.StorageMeter;

/** Counts the pages that were read, by whether they are complete. Thread-safe. */
public final class PageCounter {
  private final LongConsumer complete;
  private final LongConsumer incomplete;

  /** Creates a counter that reports to meters. */
  public PageCounter(MeterSource meters) {
    this.complete = meters.counting(StorageMeter.READ_PAGES, "complete");
    this.incomplete = meters.counting(StorageMeter.READ_PAGES, "possibly_incomplete");
  }

  /** Counts one page. */
  public void count(boolean possiblyIncomplete) {
    (possiblyIncomplete ? incomplete : complete).accept(1);
  }
}
