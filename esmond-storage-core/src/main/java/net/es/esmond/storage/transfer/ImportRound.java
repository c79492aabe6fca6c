package net.es.esmond.storage.transfer;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Iterates over the points of all parts, a round of them at a time, and knows how far each part has
 * been read. A round ends with a number of points, or after some time if it has come further.
 */
final class ImportRound implements Iterator<ImportedPoint> {
  private final Iterator<? extends ImportSource.Part> parts;
  private final String pass;
  private final boolean summaries;
  private final ImportJournal journal;
  private final ImportFaults faults;
  private final int size;
  private final long nanos;
  private final Map<String, Optional<ImportPosition>> reached = new LinkedHashMap<>();
  private Iterator<ImportedPoint> points = List.<ImportedPoint>of().iterator();
  private Optional<String> part = Optional.empty();
  private long taken;
  private int inRound;
  private long partsDone;
  private long begunNanos;
  private boolean ended;

  ImportRound(
      Iterator<? extends ImportSource.Part> parts,
      String pass,
      boolean summaries,
      ImportJournal journal,
      ImportFaults faults,
      int size,
      Duration longest) {
    this.parts = parts;
    this.pass = pass;
    this.summaries = summaries;
    this.journal = journal;
    this.faults = faults;
    this.size = size;
    this.nanos = longest.toNanos();
  }

  /** Begins the next round, behind the points of the one before. */
  void begin() {
    reached.clear();
    inRound = 0;
    partsDone = 0;
    begunNanos = System.nanoTime();
  }

  @Override
  public boolean hasNext() {
    return inRound < size && !isLate() && hasMore();
  }

  private boolean isLate() {
    return inRound + partsDone > 0 && System.nanoTime() - begunNanos >= nanos;
  }

  private boolean hasMore() {
    while (!points.hasNext()) {
      part.ifPresent(
          name -> {
            reached.put(name, Optional.empty());
            partsDone++;
          });
      part = Optional.empty();
      if (isLate()) {
        return false;
      }
      if (!parts.hasNext()) {
        ended = true;
        return false;
      }
      open(parts.next());
    }
    return true;
  }

  private void open(ImportSource.Part next) {
    Optional<ImportPosition> from = journal.position(pass, next.name());
    if (from.isEmpty()) {
      partsDone++;
      return;
    }
    part = Optional.of(next.name());
    taken = from.get().points();
    points = next.points(summaries, from.get(), faults);
  }

  @Override
  public ImportedPoint next() {
    if (!hasMore()) {
      throw new NoSuchElementException();
    }
    ImportedPoint point = points.next();
    inRound++;
    taken++;
    reached.put(part.orElseThrow(), Optional.of(new ImportPosition(taken, Optional.of(point))));
    return point;
  }

  /** Returns whether all parts were read to their ends. */
  boolean isLast() {
    return ended;
  }

  /** Returns positions by part; an empty one says that the part is done. */
  Map<String, Optional<ImportPosition>> reached() {
    return reached;
  }

  long partsDone() {
    return partsDone;
  }
}
