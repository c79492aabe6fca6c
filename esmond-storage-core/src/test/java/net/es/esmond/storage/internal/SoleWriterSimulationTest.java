package net.es.esmond.storage.internal;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static net.es.esmond.storage.internal.FakePoints.point;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.replication.WhenIncomplete;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Instances that write to the same few times of the same series, stand still, crash, end and come
 * back, while answers are late and announcements impossible: whoever looks finds what was
 * acknowledged before.
 */
class SoleWriterSimulationTest {
  private static final int STEPS = 40_000;
  private static final long START = Instant.parse("2026-03-31T23:50:00Z").toEpochMilli();
  private static final List<Series> SERIES =
      List.of(
          Series.base("1", EventType.THROUGHPUT), Series.base("2", EventType.PACKET_COUNT_LOST));

  private static int written;
  private static int notAsked;

  static LongStream seeds() {
    return LongStream.concat(LongStream.range(0, 16), new Random().longs(4));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whoeverLooksFindsWhatWasAcknowledgedBefore(long seed) {
    World world = new World(new Random(seed));

    for (int i = 0; i < STEPS; i++) {
      world.step();
    }

    assertThat(world.missed).as("seed %d", seed).isEmpty();
    written += world.written;
    notAsked += world.notAsked;
  }

  @AfterAll
  static void ofEachKindThereWereMany() {
    assertThat(notAsked).as("writes without a look").isGreaterThan(100);
    assertThat(written - notAsked).as("writes with one").isGreaterThan(100);
  }

  /** Time, the stores, and three instances. */
  private static final class World {
    final Random random;
    final FakeWriters writers = new FakeWriters();
    final FakePoints points = new FakePoints();
    final Set<String> acknowledged = new HashSet<>();
    final List<Runnable> late = new ArrayList<>();
    final List<Runnable> stores = new ArrayList<>();
    final List<Instance> instances = new ArrayList<>();
    final List<String> missed = new ArrayList<>();
    int written;
    int notAsked;

    World(Random random) {
      this.random = random;
      writers.answer =
          answer -> {
            if (random.nextInt(3) > 0) {
              return answer;
            }
            CompletableFuture<Map<String, Boolean>> slow = new CompletableFuture<>();
            late.add(() -> slow.complete(answer.toCompletableFuture().join()));
            return slow;
          };
      for (int i = 0; i < 3; i++) {
        instances.add(new Instance(this));
      }
    }

    void step() {
      int slot = random.nextInt(instances.size());
      Instance instance = instances.get(slot);
      switch (random.nextInt(2000)) {
        case 0, 1 -> instance.still = true;
        case 2, 3, 4, 5, 6 -> instance.still = false;
        case 7 -> {
          instance.end();
          instances.set(slot, new Instance(this));
        }
        case 8 -> {
          // It is announced for an hour yet.
          instance.crash();
          instances.set(slot, new Instance(this));
        }
        case 9 -> writers.down = true;
        case 10, 11, 12, 13, 14, 15 -> writers.down = false;
        case 16 -> {
          stores.forEach(Runnable::run);
          stores.clear();
          writers.pass(Duration.ofMinutes(random.nextInt(70)));
        }
        case 17, 18, 19 -> onlyOneGoesOn(slot);
        case 20 -> instances.forEach(each -> each.resting = false);
        default -> work(instance);
      }
    }

    /** The others end, and those that take their place do not write yet. */
    private void onlyOneGoesOn(int slot) {
      for (int i = 0; i < instances.size(); i++) {
        if (i != slot) {
          instances.get(i).end();
          instances.set(i, new Instance(this));
          instances.get(i).resting = true;
        }
      }
    }

    private void runOne(List<Runnable> some) {
      if (!some.isEmpty()) {
        some.remove(random.nextInt(some.size())).run();
      }
    }

    private void work(Instance instance) {
      switch (random.nextInt(4)) {
        case 0 -> writers.pass(Duration.ofMillis(random.nextInt(400)));
        case 1 -> {
          if (!instance.still) {
            instance.rounds.run();
          }
        }
        case 2 -> {
          runOne(late);
          runOne(stores);
        }
        default -> {
          if (!instance.still && !instance.resting) {
            instance.write();
          }
        }
      }
    }
  }

  private static final class Instance {
    final World world;
    final ManualRounds rounds = new ManualRounds();
    final Turns turns = new Turns();
    final StoredLook look;
    boolean still;
    boolean resting;
    boolean crashed;

    Instance(World world) {
      this.world = world;
      this.look =
          new StoredLook(
              world.points,
              new CompleteReads(() -> false, () -> true, WhenIncomplete.MARK),
              new SoleWriter(world.writers, world.writers::now, rounds));
    }

    void write() {
      Series series = SERIES.get(world.random.nextInt(SERIES.size()));
      long now = START + Duration.ofNanos(world.writers.now().monotonicNanos()).toSeconds() * 1000;
      long time = now - world.random.nextInt(8) * 1000L + world.random.nextInt(3) * 1000L;
      StoredPoint point = point(time, world.random.nextLong());
      var ended = turns.take(series, List.of(point), deadline(), () -> write(series, point, time));
    }

    private CompletionStage<Void> write(Series series, StoredPoint point, long time) {
      String key = series + " " + time;
      boolean there = world.acknowledged.contains(key);
      int asked = world.points.looks + world.points.learned;
      return look.find(series, List.of(point), () -> turns.isOnly(series), deadline())
          .thenCompose(
              found -> {
                if (found.isEmpty() && there) {
                  world.missed.add(key);
                }
                if (found.isEmpty() && !crashed) {
                  world.written++;
                  world.notAsked += asked == world.points.looks + world.points.learned ? 1 : 0;
                  return send(series, point, key);
                }
                return completedFuture(null);
              });
    }

    /** It is stored at once or later, and acknowledged if there is still somebody to hear that. */
    private CompletionStage<Void> send(Series series, StoredPoint point, String key) {
      CompletableFuture<Void> stored = new CompletableFuture<>();
      Runnable store =
          () -> {
            world.points.of(series).put(point.timeMillis(), 1L);
            if (!crashed) {
              world.acknowledged.add(key);
            }
            stored.complete(null);
          };
      if (world.random.nextBoolean()) {
        store.run();
      } else {
        world.stores.add(store);
      }
      return stored;
    }

    private static Deadline deadline() {
      return Deadline.after(Duration.ofMinutes(5));
    }

    void end() {
      look.close(turns::isIdle);
    }

    void crash() {
      crashed = true;
      rounds.shutdownNow();
    }
  }
}
