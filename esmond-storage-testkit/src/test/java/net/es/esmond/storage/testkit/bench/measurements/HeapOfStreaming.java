package net.es.esmond.storage.testkit.bench.measurements;

import java.lang.management.ManagementFactory;
import java.util.Iterator;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;

/** What is live on the heap while a series is streamed, beyond what was live before. */
final class HeapOfStreaming {
  private static final int LOOKS = 10;
  private static final double MEBI = 1024 * 1024;

  private HeapOfStreaming() {}

  static double megabytes(EsmondStorage storage, Series series) {
    double before = liveMegabytes();
    double most = 0;
    long count = storage.archive().read(SeriesQuery.of(series)).count();
    long read = 0;
    for (Iterator<Point> points = storage.archive().read(SeriesQuery.of(series)).iterator();
        points.hasNext();
        points.next()) {
      if (++read % (count / LOOKS) == 0) {
        most = Math.max(most, liveMegabytes() - before);
      }
    }
    return most;
  }

  private static double liveMegabytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEBI;
  }
}
