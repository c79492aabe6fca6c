package net.es.esmond.storage.testkit.chaos.archive;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;

/** Chooses the series and times of writes, by the number of a test. Used by one thread. */
final class Addresses {
  private static final long HOUR_MILLIS = 3_600_000;
  private static final int TIMES_OF_A_LIFE = 200;

  /** How long all clients write to the same address. */
  private static final long CONTENDED_SECONDS = 2;

  /** How long ago they did so to an address that is written to again. */
  private static final long AGO_SECONDS = 30;

  private final ClientSetup setup;
  private final Random random;
  private final Map<Series, Integer> written = new HashMap<>();
  private final Map<Series, Integer> late = new HashMap<>();

  /** Where a point goes. */
  record Address(Series series, long timeMillis) {}

  Addresses(ClientSetup setup, Random random) {
    this.setup = setup;
    this.random = random;
  }

  Series series(String key) {
    return Series.base(key, type(random.nextInt(Population.types().size())));
  }

  private static EventType type(int index) {
    return Population.types().get(index);
  }

  /** The next time of a series, which is this client's alone. */
  Address fresh(int test, Series series) {
    return new Address(
        series,
        setup.startMillis() + Population.firstPointMillis(test) + ownMillis(series, written));
  }

  /** A time whose windows are closed, and may be stored. */
  Address late(Series series) {
    return new Address(
        series, setup.startMillis() - HOUR_MILLIS + 6 * ownMillis(series, late) % HOUR_MILLIS);
  }

  private long ownMillis(Series series, Map<Series, Integer> counters) {
    int first = (setup.life() - 1) * TIMES_OF_A_LIFE;
    int count = counters.merge(series, 1, Integer::sum);
    return (Reachability.CLIENTS * (long) (first + count) + setup.number()) * 1000;
  }

  /**
   * The address that all clients write to for now. Of four times, once it is one to which they did
   * a while ago: between writes so far apart, clocks that differ do not decide.
   *
   * @param tests that the client has registered
   */
  Address contended(NavigableSet<Integer> tests) {
    long now = setup.sinceStart().toSeconds();
    long seconds = random.nextInt(4) == 0 ? Math.max(0, now - AGO_SECONDS) : now;
    long turn = seconds / CONTENDED_SECONDS;
    Integer test = tests.floor(Population.newest(Duration.ofSeconds(turn * CONTENDED_SECONDS)));
    EventType type = type((int) (turn % Population.types().size()));
    return new Address(
        Series.base(Population.test(test == null ? tests.first() : test).newKey(), type),
        setup.startMillis() - 2 * HOUR_MILLIS + turn * 1000);
  }
}
