package net.es.esmond.storage.testkit.chaos.archive;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import net.es.esmond.storage.series.Series;

/**
 * Makes calls of all kinds at a steady pace, whether or not earlier ones have ended, but for many:
 * what a busy machine does not get done must not pile up.
 */
final class ClientLoad {
  private static final int REMEMBERED = 60;
  private static final int BULK_POINTS = 60;
  private static final int READ_SECONDS = 120;
  private static final int LATE_TESTS = 20;
  private static final int MOST_UNDER_WAY = 100;

  private final ClientSetup setup;
  private final ArchiveCalls calls;
  private final Random random;
  private final Addresses addresses;
  private final NavigableSet<Integer> registered = new ConcurrentSkipListSet<>();
  private final Deque<Written> recent = new ArrayDeque<>();
  private long nextNumber;
  private int newest = -1;

  private record Written(Series series, Sample point) {}

  ClientLoad(ClientSetup setup, ArchiveCalls calls) {
    this.setup = setup;
    this.calls = calls;
    this.random = new Random(setup.seed() * 31 + setup.firstNumber());
    this.addresses = new Addresses(setup, random);
    this.nextNumber = setup.firstNumber();
  }

  /** Works until it is told to stop. */
  void run(BooleanSupplier goesOn) {
    long pause = 1_000_000_000L / setup.perSecond();
    long next = System.nanoTime();
    while (goesOn.getAsBoolean()) {
      // A process that was held does not make up for what it missed.
      next = Math.max(next + pause, System.nanoTime() - pause);
      while (next - System.nanoTime() > 0) {
        LockSupport.parkNanos(next - System.nanoTime());
      }
      while (calls.underWay() >= MOST_UNDER_WAY && goesOn.getAsBoolean()) {
        LockSupport.parkNanos(pause);
      }
      registerNewTests();
      if (!registered.isEmpty()) {
        makeOne(random.nextInt(1000));
      }
    }
  }

  private void registerNewTests() {
    int now = Population.newest(setup.sinceStart());
    for (int test = Math.max(newest + 1, Population.oldest(now)); test <= now; test++) {
      int number = test;
      calls.register(test, () -> registered.add(number));
    }
    newest = now;
  }

  private void makeOne(int kind) {
    if (kind < 560) {
      int test = liveTest();
      write(addresses.fresh(test, addresses.series(key(test))));
    } else if (kind < 660) {
      write(addresses.contended(registered));
    } else if (kind < 700) {
      writeAgain();
    } else if (kind < 760) {
      write(addresses.late(addresses.series(key(anyTest()))));
    } else if (kind < 775) {
      writeMany();
    } else if (kind < 890) {
      readSome();
    } else if (kind < 930) {
      readSummaries();
    } else if (kind < 970) {
      calls.search();
    } else if (kind < 985) {
      int test = anyTest();
      calls.register(test, () -> registered.add(test));
    } else {
      deleteOne();
    }
  }

  private static String key(int test) {
    return Population.test(test).newKey();
  }

  private int liveTest() {
    return among(registered.tailSet(Population.oldest(newest), true));
  }

  private int anyTest() {
    return among(registered.tailSet(newest - LATE_TESTS, true));
  }

  private int among(NavigableSet<Integer> tests) {
    List<Integer> all = new ArrayList<>(tests.isEmpty() ? registered : tests);
    return all.get(random.nextInt(all.size()));
  }

  private Sample sample(Addresses.Address address) {
    return new Sample(address.series().path(), address.timeMillis(), nextNumber++);
  }

  private void write(Addresses.Address address) {
    Sample point = sample(address);
    remember(address.series(), point);
    calls.write(address.series(), point);
  }

  private void remember(Series series, Sample point) {
    recent.add(new Written(series, point));
    if (recent.size() > REMEMBERED) {
      recent.remove();
    }
  }

  private Written remembered() {
    return new ArrayList<>(recent).get(random.nextInt(recent.size()));
  }

  private void writeAgain() {
    if (!recent.isEmpty()) {
      Written again = remembered();
      calls.write(again.series(), again.point());
    }
  }

  private void writeMany() {
    List<Series> series = new ArrayList<>();
    List<Sample> points = new ArrayList<>();
    for (int i = 0; i < BULK_POINTS; i++) {
      int test = liveTest();
      Addresses.Address address = addresses.fresh(test, addresses.series(key(test)));
      series.add(address.series());
      points.add(sample(address));
    }
    calls.writeAll(series, points);
  }

  private void readSome() {
    if (!recent.isEmpty()) {
      Written around = remembered();
      long from = around.point().time() - random.nextInt(READ_SECONDS) * 1000L;
      calls.read(
          around.series(),
          from,
          from + READ_SECONDS * 1000L,
          1 + random.nextInt(20),
          random.nextBoolean());
    }
  }

  private void readSummaries() {
    if (!recent.isEmpty()) {
      Written around = remembered();
      List<Series> summaries =
          Population.summaries(around.series().metadataKey())
              .filter(summary -> summary.eventType() == around.series().eventType())
              .toList();
      if (!summaries.isEmpty()) {
        long time = around.point().time();
        calls.readSummaries(
            summaries.get(random.nextInt(summaries.size())),
            around.series(),
            time - READ_SECONDS * 1000L,
            time + READ_SECONDS * 1000L);
      }
    }
  }

  /** Deletes a test, and most often registers it again. */
  private void deleteOne() {
    int test = anyTest();
    if (Population.isDeletable(test)) {
      calls.delete(key(test));
      if (random.nextInt(3) > 0) {
        calls.register(test, () -> registered.add(test));
      }
    }
  }
}
