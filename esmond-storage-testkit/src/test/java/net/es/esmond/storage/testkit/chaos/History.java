package net.es.esmond.storage.testkit.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.spi.Rows;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.SeriesWrite;
import net.es.esmond.storage.spi.TimeSeriesStore;

/**
 * Every write, numbered: the number is its value and its order. A place is a point of a series that
 * one or more of them went to; the highest acknowledged number there, or a higher one whose outcome
 * is unknown, is what must be read in the end.
 */
final class History {
  static final int MAX_WRITES = 1_000_000;
  private static final int NONE = -1;
  private static final int SERIES = 20;
  private static final long START = Instant.parse("2026-05-01T00:00:00Z").toEpochMilli();

  private final List<Series> series =
      IntStream.range(0, SERIES)
          .mapToObj(i -> Series.base("chaos" + i, EventType.of("packet-count-sent")))
          .toList();
  private final int[] placeOf = new int[MAX_WRITES];
  private final AtomicIntegerArray acknowledgedAt = new AtomicIntegerArray(MAX_WRITES);
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong stale = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong slowestNanos = new AtomicLong();
  private final AtomicReference<Throwable> lastFailure = new AtomicReference<>();
  private int writes;
  private int places;
  private long lost;
  private long wrong;

  History() {
    for (int i = 0; i < MAX_WRITES; i++) {
      acknowledgedAt.set(i, NONE);
    }
  }

  int places() {
    return places;
  }

  /** The next write, to a new place or to one that was written before. */
  SeriesWrite write(Optional<Integer> place) {
    int number = writes++;
    int at = place.orElseGet(() -> places++);
    placeOf[number] = at;
    return new SeriesWrite(
        series.get(at % SERIES),
        List.of(new StoredPoint(timeOf(at), new StoredValue.Whole(number))),
        number + 1L,
        Retention.FOREVER);
  }

  int lastNumber() {
    return writes - 1;
  }

  void acknowledged(int number) {
    acknowledged.incrementAndGet();
    acknowledgedAt.accumulateAndGet(placeOf[number], number, Math::max);
  }

  SeriesRead read(int place) {
    long time = timeOf(place);
    return new SeriesRead(series.get(place % SERIES), time, time, false, 2, Optional.empty());
  }

  int expectedAt(int place) {
    return acknowledgedAt.get(place);
  }

  void sawAt(int expected, Rows<StoredPoint> page) {
    int seen = page.rows().isEmpty() ? NONE : number(page.rows().get(0));
    if (seen < expected) {
      stale.incrementAndGet();
    }
  }

  void ended(long nanos, Throwable error) {
    slowestNanos.accumulateAndGet(nanos, Math::max);
    if (error != null) {
      failed.incrementAndGet();
      lastFailure.set(error);
    }
  }

  private static int number(StoredPoint point) {
    return (int) ((StoredValue.Whole) point.value()).value();
  }

  private static long timeOf(int place) {
    return START + place / SERIES * 1000L;
  }

  /** Reads every point from every replica. */
  void check(TimeSeriesStore store) {
    for (int s = 0; s < SERIES; s++) {
      Map<Long, Integer> found = new HashMap<>();
      long from = START;
      Rows<StoredPoint> page;
      do {
        page =
            store
                .read(
                    new SeriesRead(
                        series.get(s),
                        from,
                        Long.MAX_VALUE,
                        false,
                        5000,
                        Optional.of(ConsistencyLevel.ALL)),
                    Deadline.after(Duration.ofMinutes(1)))
                .toCompletableFuture()
                .join();
        page.rows().forEach(point -> found.put(point.timeMillis(), number(point)));
        if (page.more()) {
          from = page.rows().get(page.rows().size() - 1).timeMillis() + 1;
        }
      } while (page.more());
      check(s, found);
    }
  }

  private void check(int s, Map<Long, Integer> found) {
    int expectedFound = 0;
    for (int place = s; place < places; place += SERIES) {
      Integer number = found.get(timeOf(place));
      int expected = acknowledgedAt.get(place);
      if (number == null) {
        lost += expected == NONE ? 0 : 1;
      } else {
        expectedFound++;
        lost += number < expected ? 1 : 0;
        wrong += number < 0 || number >= writes || placeOf[number] != place ? 1 : 0;
      }
    }
    wrong += found.size() - expectedFound;
  }

  Report report(long seed, boolean quorum, String faults) {
    return new Report(
        seed,
        quorum,
        faults,
        acknowledged.get(),
        lost,
        wrong,
        stale.get(),
        failed.get(),
        slowestNanos.get() / 1_000_000,
        Optional.ofNullable(lastFailure.get()).map(String::valueOf).orElse(""));
  }
}
