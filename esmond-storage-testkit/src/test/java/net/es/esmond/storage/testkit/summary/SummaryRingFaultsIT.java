package net.es.esmond.storage.testkit.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.cassandra.CassandraProvider;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.internal.time.StorageClock;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.spi.StoredSummary;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.testkit.ServerGroup;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.cassandra.RingAddresses;
import net.es.esmond.storage.testkit.junit.ServerExtension;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two instances write and sweep while real nodes are killed, held and restarted. Whatever is then
 * stored, every summary must equal one that is made at once from all base points.
 */
class SummaryRingFaultsIT {
  private static final long SEED = Long.getLong("seed", 20_261_125);
  private static final Instant START =
      Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(30));
  private static final Duration WRITTEN = Duration.ofHours(4);

  /** Only these windows get late points: the others can be stored. */
  private static final Duration WRITTEN_LATE = Duration.ofMinutes(40);

  @RegisterExtension
  static final ServerExtension<CassandraRing> RING =
      ServerExtension.of(CassandraRing.builder().nodes(3).firstAddress("127.0.24.1")::start);

  private final InMemoryMetadataStore metadata = new InMemoryMetadataStore(Clock.systemUTC());

  private enum Fault {
    KILL(CassandraNode::kill),
    PAUSE(CassandraNode::pause),
    RESTART(CassandraNode::restart);

    private final Consumer<CassandraNode> inflicted;

    Fault(Consumer<CassandraNode> inflicted) {
      this.inflicted = inflicted;
    }
  }

  @Test
  void every_summary_equals_plain_recomputation_whatever_happens_to_nodes() throws Exception {
    Random random = new Random(SEED);
    List<Fault> faults = new ArrayList<>(List.of(Fault.values()));
    Collections.shuffle(faults, random);
    String key;
    // What they write has settled for the others, as if it had been written three hours ago.
    try (EsmondStorage one = open(Duration.ofHours(-3));
        EsmondStorage other = open(Duration.ofHours(-3))) {
      key = one.metadata().register(Deployment.TEST).key();
      duringFaults(
          faults.subList(0, 1),
          random,
          List.of(writer(one, key, WRITTEN, random), writer(other, key, WRITTEN, random)));
    }
    try (EsmondStorage one = open(Duration.ofSeconds(2));
        EsmondStorage other = open(Duration.ofSeconds(-2))) {
      duringFaults(
          faults.subList(1, faults.size()),
          random,
          List.of(
              writer(one, key, WRITTEN_LATE, random),
              writer(other, key, WRITTEN_LATE, random),
              () -> attempt(() -> one.maintenance().storeSummaries()),
              () -> attempt(() -> other.maintenance().storeSummaries())));
      assertThat(one.maintenance().storeSummaries().failures()).isZero();
    }
    try (EsmondStorage storage = open(Duration.ZERO);
        TimeSeriesStore store =
            new CassandraProvider().open(conf(), new StoreContext(Clock.systemUTC(), Map.of()))) {
      for (Series summary : Deployment.summaries(key)) {
        assertThat(Deployment.read(storage, summary))
            .as("%s, seed %d", summary, SEED)
            .isNotEmpty()
            .isEqualTo(Deployment.recomputed(storage, summary));
        if (summary.windowSeconds() < Duration.ofDays(1).toSeconds()) {
          assertThat(stored(store, summary))
              .as("%s is not only made when it is read", summary)
              .anyMatch(StoredSummary::holds);
        }
      }
    }
  }

  /** Repeats each piece of work for as long as it takes to harm nodes in these ways. */
  private static void duringFaults(List<Fault> faults, Random random, List<Runnable> work)
      throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    List<AtomicLong> rounds = new ArrayList<>();
    List<Future<?>> running = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(work.size());
    try {
      for (Runnable each : work) {
        AtomicLong done = new AtomicLong();
        rounds.add(done);
        running.add(
            threads.submit(
                () -> {
                  while (!over.get()) {
                    each.run();
                    done.incrementAndGet();
                  }
                }));
      }
      for (Fault fault : faults) {
        try (ServerGroup.Faults ended = RING.get().faults()) {
          fault.inflicted.accept(RING.get().node(1 + random.nextInt(3)));
          awaitRound(rounds);
        }
      }
      awaitRound(rounds);
    } finally {
      over.set(true);
      threads.shutdown();
    }
    for (Future<?> each : running) {
      each.get();
    }
  }

  /** Waits until each piece of work has been begun and ended once from now, however slowly. */
  private static void awaitRound(List<AtomicLong> rounds) {
    List<Long> before = rounds.stream().map(AtomicLong::get).toList();
    await()
        .atMost(Duration.ofMinutes(5))
        .until(
            () -> {
              for (int i = 0; i < before.size(); i++) {
                if (rounds.get(i).get() < before.get(i) + 2) {
                  return false;
                }
              }
              return true;
            });
  }

  /** Writes some points, again and again until they are acknowledged. */
  private static Runnable writer(EsmondStorage storage, String key, Duration span, Random seeds) {
    Random random = new Random(seeds.nextLong());
    return () -> {
      EventType eventType =
          List.of(
                  EventType.THROUGHPUT,
                  EventType.HISTOGRAM_OWDELAY,
                  EventType.PACKET_LOSS_RATE,
                  EventType.TIME_ERROR_ESTIMATES)
              .get(random.nextInt(4));
      List<Point> points =
          random
              .ints(20, 0, (int) span.toSeconds() / 30)
              .distinct()
              .mapToObj(i -> START.plusSeconds(30L * i))
              .map(time -> new Point(time, SummaryFaultsTest.value(eventType, time)))
              .toList();
      boolean acknowledged = false;
      while (!acknowledged) {
        acknowledged =
            attempt(() -> storage.archive().writeAll(key, eventType.esmondName(), points));
      }
    };
  }

  private static boolean attempt(Runnable call) {
    try {
      call.run();
      return true;
    } catch (EsmondException e) {
      return false;
    }
  }

  private static List<StoredSummary> stored(TimeSeriesStore store, Series summary) {
    SeriesRead all =
        new SeriesRead(summary, Long.MIN_VALUE, Long.MAX_VALUE, false, 10_000, Optional.empty());
    return store
        .summaries()
        .read(all, Deadline.after(Duration.ofMinutes(1)))
        .toCompletableFuture()
        .join()
        .rows();
  }

  private static EsmondConf conf() {
    return EsmondConf.of(
        CassandraConf.builder()
            .servers(RingAddresses.of(RING.get()))
            .keyspace("summary_faults")
            .replicas(3)
            .startTimeout(Duration.ofMinutes(2))
            .build(),
        SqlConf.builder().build());
  }

  private EsmondStorage open(Duration ahead) {
    return EsmondStorage.builder(conf())
        .metadata((conf, context) -> metadata)
        .service(StorageClock.class, StorageClock.simulated(Clock.offset(Clock.systemUTC(), ahead)))
        .withoutBackgroundMaintenance()
        .open();
  }
}
