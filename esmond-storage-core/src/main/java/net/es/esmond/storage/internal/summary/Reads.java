package net.es.esmond.storage.internal.summary;

import java.util.List;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.SeriesRead;

/** Derives reads from other reads. */
final class Reads {
  private Reads() {}

  /** Limits a read to its first partitions, in the order asked for. */
  static SeriesRead partitions(SeriesRead read, int atMost) {
    List<Partition> all = Partition.between(read.series(), read.fromMillis(), read.toMillis());
    if (all.size() <= atMost) {
      return read;
    }
    return read.newestFirst()
        ? read.between(all.get(all.size() - atMost).startMillis(), read.toMillis())
        : read.between(read.fromMillis(), all.get(atMost - 1).endMillis() - 1);
  }

  static SeriesRead of(SeriesRead read, Series other, int limit) {
    return new SeriesRead(
        other, read.fromMillis(), read.toMillis(), read.newestFirst(), limit, read.level());
  }
}
