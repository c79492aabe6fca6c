package net.es.esmond.storage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToLongFunction;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.spi.Totals;
import org.junit.jupiter.api.Test;

/** The contract of {@link TimeSeriesStore#totals}, as tests. */
public abstract class TotalsContract extends SeriesContract {
  private final Random random = new Random(19);

  /** For subclasses. */
  protected TotalsContract() {}

  private Totals totals(Series series, long from, long to) {
    return await(store().totals(request(series, from, to, false, 100), true, soon()));
  }

  @Test
  void integers_of_several_partitions_add_up() {
    Series series = series();
    List<StoredPoint> points =
        points(
            NEW_YEAR - 40 * DAY,
            700,
            3 * HOUR,
            n -> new StoredValue.Whole(random.nextInt(2_000) - 1_000));
    write(series, points);

    assertThat(totals(series, Long.MIN_VALUE, Long.MAX_VALUE)).isEqualTo(plain(points));
    assertThat(totals(series, points.get(17).timeMillis(), points.get(600).timeMillis()))
        .isEqualTo(plain(points.subList(17, 601)));
  }

  @Test
  void sums_beyond_64_bits_are_exact() {
    Series largest = series();
    Series smallest = series();
    Series mixed = series();
    List<StoredPoint> most = points(NEW_YEAR, 7, MINUTE, n -> whole(Long.MAX_VALUE - n));
    List<StoredPoint> least = points(NEW_YEAR, 7, MINUTE, n -> whole(Long.MIN_VALUE + n));
    List<StoredPoint> both = points(NEW_YEAR, 99, MINUTE, n -> whole(random.nextLong()));
    write(largest, most);
    write(smallest, least);
    write(mixed, both);

    assertThat(totals(largest, NEW_YEAR, NEW_YEAR + DAY)).isEqualTo(plain(most));
    assertThat(totals(smallest, NEW_YEAR, NEW_YEAR + DAY)).isEqualTo(plain(least));
    assertThat(totals(mixed, NEW_YEAR, NEW_YEAR + DAY)).isEqualTo(plain(both));
  }

  @Test
  void numerators_and_denominators_add_up_each_by_itself() {
    Series series = series(EventType.PACKET_LOSS_RATE);
    List<StoredPoint> points =
        points(
            NEW_YEAR,
            250,
            MINUTE,
            n -> new StoredValue.Ratio(random.nextInt(600), Long.MAX_VALUE - n, 1000));
    write(series, points);

    assertThat(totals(series, NEW_YEAR, NEW_YEAR + DAY)).isEqualTo(plain(points));
  }

  @Test
  void texts_are_counted() {
    Series series = series(EventType.HISTOGRAM_OWDELAY);
    write(series, points(NEW_YEAR, 120, MINUTE, n -> new StoredValue.Text("{\"1\":" + n + "}")));

    assertThat(totals(series, NEW_YEAR, NEW_YEAR + HOUR - 1))
        .isEqualTo(new Totals(60, BigInteger.ZERO, BigInteger.ZERO, Optional.empty()));
  }

  @Test
  void no_points_have_no_totals() {
    Series series = series();
    write(series, points(NEW_YEAR, 3, HOUR));

    assertThat(totals(series, NEW_YEAR + 1, NEW_YEAR + HOUR - 1)).isEqualTo(Totals.NONE);
    assertThat(totals(series, NEW_YEAR + HOUR, NEW_YEAR)).isEqualTo(Totals.NONE);
    assertThat(totals(series(), Long.MIN_VALUE, Long.MAX_VALUE)).isEqualTo(Totals.NONE);
  }

  @Test
  void a_deadline_that_has_passed_ends_the_call() {
    endsWithoutTime(
        deadline ->
            store().totals(request(series(), NEW_YEAR, NEW_YEAR + 1, false, 1), false, deadline));
  }

  private static StoredValue whole(long value) {
    return new StoredValue.Whole(value);
  }

  private static Totals plain(List<StoredPoint> points) {
    return new Totals(
        points.size(),
        sum(points, TotalsContract::number),
        sum(points, p -> p.value() instanceof StoredValue.Ratio ratio ? ratio.denominator() : 0),
        Optional.of(
            new Totals.Extremes(
                points.stream().mapToLong(TotalsContract::number).min().orElseThrow(),
                points.stream().mapToLong(TotalsContract::number).max().orElseThrow())));
  }

  private static BigInteger sum(List<StoredPoint> points, ToLongFunction<StoredPoint> number) {
    return points.stream()
        .map(point -> BigInteger.valueOf(number.applyAsLong(point)))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  private static long number(StoredPoint point) {
    return point.value() instanceof StoredValue.Ratio ratio
        ? ratio.numerator()
        : ((StoredValue.Whole) point.value()).value();
  }
}
