package net.es.esmond.storage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.SeriesWrite;
import net.es.esmond.storage.spi.TimeSeriesStore;
import org.junit.jupiter.api.Test;

/** The contract of a {@link TimeSeriesStore} about deadlines, parts and closing, as tests. */
public abstract class StoreLifeContract extends SeriesContract {

  /** For subclasses. */
  protected StoreLifeContract() {}

  @Test
  void no_call_outlives_its_deadline() {
    Series series = series();
    SeriesWrite write =
        new SeriesWrite(series, points(NEW_YEAR, 10, DAY), nowMicros(), Retention.FOREVER);

    endsWithoutTime(deadline -> store().write(write, deadline));
    endsWithoutTime(
        deadline ->
            store().read(request(series, Long.MIN_VALUE, Long.MAX_VALUE, true, 10), deadline));
    endsWithoutTime(deadline -> store().serverTimes(deadline));
    endsWithoutTime(
        deadline ->
            store()
                .summaries()
                .read(request(series, Long.MIN_VALUE, Long.MAX_VALUE, true, 10), deadline));
    endsWithoutTime(
        deadline ->
            store().allPartitions().drop(series, series.partition(Instant.now()), 1, deadline));
    endsWithoutTime(
        deadline -> store().leases().take(unique(), "me", Duration.ofSeconds(1), deadline));
  }

  @Test
  void its_servers_tell_the_time() {
    assertThat(await(store().serverTimes(soon())))
        .isNotEmpty()
        .allSatisfy(
            server -> {
              assertThat(server.server()).isNotBlank();
              assertThat(server.at(System.nanoTime()))
                  .isCloseTo(Instant.now(), within(30, ChronoUnit.SECONDS));
            });
  }

  @Test
  void what_serves_is_neither_down_nor_closed() {
    await(store().serverTimes(soon()));

    assertThat(store().health().canServe()).isTrue();
    assertThat(store().health().state()).isNotIn(StoreState.DOWN, StoreState.CLOSED);
  }

  @Test
  void its_parts_are_the_same_objects_at_every_call() {
    assertThat(store().summaries()).isSameAs(store().summaries());
    assertThat(store().allPartitions()).isSameAs(store().allPartitions());
    assertThat(store().leases()).isSameAs(store().leases());
    assertThat(store().replication()).isSameAs(store().replication());
  }

  @Test
  void what_one_instance_wrote_another_reads() {
    Series series = series();
    write(series, List.of(point(NEW_YEAR, 1)));
    try (TimeSeriesStore other = open()) {
      assertThat(await(other.read(request(series, NEW_YEAR, NEW_YEAR, false, 1), soon())).rows())
          .containsExactly(point(NEW_YEAR, 1));
    }
  }

  @Test
  void it_may_be_closed_twice() {
    TimeSeriesStore other = open();
    other.close();
    other.close();
  }
}
