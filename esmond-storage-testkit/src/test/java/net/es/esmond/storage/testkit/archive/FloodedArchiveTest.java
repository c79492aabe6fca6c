package net.es.esmond.storage.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.internal.async.TimedTasks;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.WriteResult;
import net.es.esmond.storage.spi.PointLookup;
import net.es.esmond.storage.spi.Rows;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.testkit.memory.ForwardingTimeSeriesStore;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Thousands of calls wait for a store: each ends in time, and later calls are served. */
@Timeout(60)
class FloodedArchiveTest {
  private static final int CALLS = 3000;
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  /** Longest time by which a call may outlive its deadline. */
  private static final Duration LATE = Duration.ofSeconds(1);

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  /** What happens to requests. */
  private enum Fate {
    ANSWERED,
    /** They fail at their deadline, as a driver's requests do. */
    LATE,
    /** Nothing is ever heard of them. */
    LOST
  }

  private volatile Fate fate = Fate.ANSWERED;

  private final EsmondStorage storage =
      EsmondStorage.builder(
              EsmondConf.of(
                  CassandraConf.builder().servers(List.of(new HostPort("localhost", 1))).build(),
                  SqlConf.builder().build()))
          .clock(CLOCK)
          .withoutBackgroundMaintenance()
          .timeSeries((conf, context) -> new Store(context))
          .metadata((conf, context) -> new InMemoryMetadataStore(CLOCK))
          .open();

  private final Archive archive = storage.archive().withTimeout(DEADLINE);
  private final String key =
      storage
          .metadata()
          .register(
              Registration.networkElement()
                  .source("198.51.100.1")
                  .measurementAgent("198.51.100.1")
                  .toolName("snmp")
                  .inputSource("router")
                  .eventType(EventType.THROUGHPUT)
                  .build())
          .key();
  private final SeriesQuery all = SeriesQuery.base(key, "throughput");

  @AfterEach
  void close() {
    storage.close();
  }

  @Test
  void reads_that_the_store_loses_end_by_their_deadline() {
    fate = Fate.LOST;

    flood(n -> archive.readPageAsync(all));

    assertServes();
  }

  @Test
  void reads_that_the_store_answers_too_late_end_by_their_deadline() {
    fate = Fate.LATE;

    flood(n -> archive.readPageAsync(all));

    assertServes();
  }

  @Test
  void writes_of_one_time_that_wait_for_each_other_end_by_their_deadline() {
    fate = Fate.LATE;

    flood(n -> archive.writeAsync(key, "throughput", point(7, n)));

    assertServes();
  }

  @Test
  void writes_of_one_time_that_the_store_loses_end_by_their_deadline() {
    fate = Fate.LOST;

    flood(n -> archive.writeAsync(key, "throughput", point(7, n)));

    assertServes();
  }

  @Test
  void a_bulk_write_that_the_store_loses_ends_by_its_deadline() {
    fate = Fate.LOST;
    long start = System.nanoTime();

    WriteResult result =
        archive.writeAll(
            IntStream.range(0, CALLS)
                .mapToObj(n -> new SeriesPoint(key, EventType.THROUGHPUT, point(n, n))));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE.plus(LATE));
    assertThat(result.refused())
        .isNotEmpty()
        .allMatch(refused -> refused.code() == ErrorCode.DEADLINE_EXCEEDED);
    assertServes();
  }

  /** Makes calls, and waits until each has failed for its deadline. */
  private void flood(IntFunction<CompletionStage<?>> call) {
    List<CompletableFuture<Duration>> outstanding = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      long start = System.nanoTime();
      outstanding.add(
          call.apply(i)
              .handle(
                  (done, error) -> {
                    assertThat(error)
                        .isInstanceOfSatisfying(
                            EsmondException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED));
                    return Duration.ofNanos(System.nanoTime() - start);
                  })
              .toCompletableFuture());
    }
    EsmondException blocking =
        catchThrowableOfType(
            EsmondException.class, () -> archive.write(key, "throughput", NOW, -1));
    assertThat(blocking.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(outstanding)
        .allSatisfy(
            each ->
                assertThat(each)
                    .succeedsWithin(DEADLINE.multipliedBy(5))
                    .satisfies(took -> assertThat(took).isLessThan(DEADLINE.plus(LATE))));
  }

  /** Both forms of both calls are served, also for what the flood was about. */
  private void assertServes() {
    fate = Fate.ANSWERED;
    archive.overwriting().write(key, "throughput", NOW, 1);
    assertThat(
            archive.overwriting().writeAsync(key, "throughput", point(7, 2)).toCompletableFuture())
        .succeedsWithin(DEADLINE);
    assertThat(archive.readPage(all).points()).hasSize(2);
    assertThat(archive.readPageAsync(all).toCompletableFuture()).succeedsWithin(DEADLINE);
  }

  private static Point point(int secondsAgo, int value) {
    return new Point(NOW.minusSeconds(secondsAgo), new IntegerValue(value));
  }

  private final class Store extends ForwardingTimeSeriesStore {
    private final TimedTasks timed;

    Store(StoreContext context) {
      super(new InMemoryTimeSeriesStore(CLOCK));
      timed = new TimedTasks(context.scheduler(), context.executor());
    }

    @Override
    public CompletionStage<Rows<StoredPoint>> read(SeriesRead read, Deadline deadline) {
      return befalls(() -> super.read(read, deadline), deadline);
    }

    @Override
    public CompletionStage<PointLookup> stored(
        Series series,
        List<Long> timesMillis,
        Optional<ConsistencyLevel> level,
        Deadline deadline) {
      return befalls(() -> super.stored(series, timesMillis, level, deadline), deadline);
    }

    private <T> CompletionStage<T> befalls(
        Supplier<CompletionStage<T>> request, Deadline deadline) {
      if (fate == Fate.ANSWERED) {
        return request.get();
      }
      CompletableFuture<T> answer = new CompletableFuture<>();
      if (fate == Fate.LATE && deadline.expired()) {
        answer.completeExceptionally(late());
      } else if (fate == Fate.LATE) {
        var unused = timed.orElse(answer, deadline, () -> answer.completeExceptionally(late()));
      }
      return answer;
    }
  }

  private static StoreException late() {
    return new StoreException(
        ErrorCode.DEADLINE_EXCEEDED,
        StoreException.Store.CASSANDRA,
        "nobody answered",
        List.of(),
        null);
  }
}
