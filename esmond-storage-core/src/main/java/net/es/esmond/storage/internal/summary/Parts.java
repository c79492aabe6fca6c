package net.es.esmond.storage.internal.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.spi.Rows;
import net.es.esmond.storage.spi.SeriesRead;

/**
 * A page of parts of a series.
 *
 * @param parts the parts in the order asked for; fewer than asked for do not mean the end
 * @param holes ranges where parts are missing, in any order
 * @param rest the read of the parts that follow; empty at the end
 */
public record Parts(List<Part> parts, List<Hole> holes, Optional<SeriesRead> rest) {
  static final Parts NONE = new Parts(List.of(), List.of(), Optional.empty());

  /** Copies the lists. */
  public Parts {
    parts = List.copyOf(parts);
    holes = List.copyOf(holes);
  }

  /** Converts a page of base points. */
  static Parts of(SeriesRead read, Rows<StoredPoint> page) {
    List<Part> parts = new ArrayList<>(page.rows().size());
    for (StoredPoint point : page.rows()) {
      parts.add(new Part(Point.of(read.series(), point), 1));
    }
    if (!page.more() || parts.isEmpty()) {
      return new Parts(parts, List.of(), Optional.empty());
    }
    long last = parts.get(parts.size() - 1).timeMillis();
    return new Parts(parts, List.of(), rest(read, read.newestFirst() ? last - 1 : last + 1));
  }

  /** Returns the rest of a read from a time on, in the read's order. That time is included. */
  static Optional<SeriesRead> rest(SeriesRead read, long edge) {
    SeriesRead rest =
        read.newestFirst()
            ? read.between(read.fromMillis(), edge)
            : read.between(edge, read.toMillis());
    return rest.fromMillis() > rest.toMillis() ? Optional.empty() : Optional.of(rest);
  }

  /** Returns this page without what its rest will read. */
  Parts beforeRest() {
    if (rest.isEmpty()) {
      return this;
    }
    SeriesRead unread = rest.get();
    boolean newestFirst = unread.newestFirst();
    long edge =
        newestFirst
            ? Windows.startFrom(unread.series(), unread.toMillis() + 1)
            : unread.fromMillis();
    long last = unread.toMillis();
    List<Hole> before = new ArrayList<>();
    for (Hole hole : holes) {
      long start = newestFirst ? Math.max(hole.start(), edge) : hole.start();
      long end = newestFirst ? hole.end() : Math.min(hole.end(), edge);
      if (start < end) {
        before.add(new Hole(start, end, hole.uncomputable()));
      }
    }
    return new Parts(
        parts.stream()
            .filter(part -> newestFirst ? part.timeMillis() > last : part.timeMillis() < edge)
            .toList(),
        before,
        rest);
  }
}
