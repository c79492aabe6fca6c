package net.es.esmond.storage.testkit.contract;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.Rows;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.SeriesWrite;
import net.es.esmond.storage.spi.StampedPoint;
import net.es.esmond.storage.spi.TimeSeriesStore;

/** Writes and reads series, at a level that misses nothing. */
abstract class SeriesContract extends PortContract<TimeSeriesStore> {
  static final long MINUTE = 60_000;
  static final long HOUR = 60 * MINUTE;
  static final long DAY = 24 * HOUR;
  static final long NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
  static final Partition FIRST_OF_THE_YEAR = Partition.ofBasePoints(NEW_YEAR);
  static final Partition LAST_OF_THE_YEAR = FIRST_OF_THE_YEAR.previous();

  static Series series() {
    return Series.base(unique(), EventType.THROUGHPUT);
  }

  static Series series(EventType eventType) {
    return Series.base(unique(), eventType);
  }

  static Series dailyAverages() {
    return new Series(unique(), EventType.THROUGHPUT, SummaryType.AVERAGE, DAY / 1000);
  }

  static StoredPoint point(long timeMillis, long value) {
    return new StoredPoint(timeMillis, new StoredValue.Whole(value));
  }

  static List<StoredPoint> points(long from, int count, long step) {
    return points(from, count, step, StoredValue.Whole::new);
  }

  static List<StoredPoint> points(
      long from, int count, long step, LongFunction<StoredValue> value) {
    return LongStream.range(0, count)
        .mapToObj(n -> new StoredPoint(from + n * step, value.apply(n)))
        .toList();
  }

  static <T> List<T> reversed(List<T> list) {
    List<T> reversed = new ArrayList<>(list);
    Collections.reverse(reversed);
    return reversed;
  }

  static long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  /** In no order. */
  final void write(Series series, List<StoredPoint> points) {
    List<StoredPoint> shuffled = new ArrayList<>(points);
    Collections.shuffle(shuffled, new Random(42));
    write(new SeriesWrite(series, shuffled, nowMicros(), Retention.FOREVER));
  }

  final void write(Series series, StoredPoint point, long timestampMicros) {
    write(new SeriesWrite(series, List.of(point), timestampMicros, Retention.FOREVER));
  }

  final void write(SeriesWrite write) {
    await(store().write(write, soon()));
  }

  final SeriesRead request(Series series, long from, long to, boolean newestFirst, int limit) {
    return new SeriesRead(
        series, from, to, newestFirst, limit, Optional.of(store().completeLevel()));
  }

  final Rows<StoredPoint> read(Series series, long from, long to, boolean newestFirst, int limit) {
    return await(store().read(request(series, from, to, newestFirst, limit), soon()));
  }

  final List<StoredPoint> all(Series series) {
    return read(series, Long.MIN_VALUE, Long.MAX_VALUE, false, 10_000).rows();
  }

  final List<StampedPoint> stored(Series series, List<Long> timesMillis) {
    return await(store().stored(series, timesMillis, Optional.empty(), soon())).found();
  }

  final List<Partition> partitions(Series series) {
    return await(store().partitions(series, Optional.of(store().completeLevel()), soon()));
  }
}
