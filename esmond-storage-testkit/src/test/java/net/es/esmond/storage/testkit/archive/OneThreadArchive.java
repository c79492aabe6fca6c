package net.es.esmond.storage.testkit.archive;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.spi.Leases;
import net.es.esmond.storage.spi.Rows;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.SeriesWrite;
import net.es.esmond.storage.testkit.memory.ForwardingTimeSeriesStore;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;

/** An archive whose store answers all requests on one thread, as a driver's I/O thread does. */
final class OneThreadArchive implements AutoCloseable {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  /** What a write and a lease wait for before they are acknowledged; or what they fail with. */
  volatile CompletionStage<Void> acknowledgement = CompletableFuture.completedFuture(null);

  /** Writes and leases that the store was asked for. */
  final AtomicInteger requests = new AtomicInteger();

  final EsmondStorage storage;
  final Archive archive;
  private final ExecutorService io =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "store-io");
            thread.setDaemon(true);
            return thread;
          });
  private final String key;

  OneThreadArchive(Consumer<EsmondStorageBuilder> settings) {
    EsmondStorageBuilder builder =
        EsmondStorage.builder(EsmondConf.of(Map.of("cassandra_servers", "localhost")))
            .clock(CLOCK)
            .withoutBackgroundMaintenance()
            .timeSeries((conf, context) -> new Store())
            .metadata((conf, context) -> new InMemoryMetadataStore(CLOCK));
    settings.accept(builder);
    storage = builder.open();
    archive = storage.archive();
    key =
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
  }

  CompletionStage<Void> writeAsync(int n) {
    return archive.writeAsync(key, "throughput", point(n).point());
  }

  /** Chains to a write before it is acknowledged: later, the continuation might run here. */
  <T> CompletableFuture<T> writeThen(int n, Supplier<T> continuation) {
    CompletableFuture<Void> acknowledged = new CompletableFuture<>();
    acknowledgement = acknowledged;
    CompletionStage<T> chained = writeAsync(n).thenApply(done -> continuation.get());
    acknowledged.complete(null);
    return chained.toCompletableFuture();
  }

  void write(int n) {
    archive.write(key, "throughput", point(n).point());
  }

  SeriesPoint point(int n) {
    return new SeriesPoint(
        key, EventType.THROUGHPUT, new Point(NOW.minusSeconds(n), new IntegerValue(n)));
  }

  SeriesQuery all() {
    return SeriesQuery.base(key, "throughput");
  }

  @Override
  public void close() {
    storage.close();
    io.shutdown();
  }

  private final class Store extends ForwardingTimeSeriesStore {
    Store() {
      super(new InMemoryTimeSeriesStore(CLOCK));
    }

    @Override
    public CompletionStage<Void> write(SeriesWrite write, Deadline deadline) {
      return answered(() -> super.write(write, deadline))
          .thenCompose(
              done -> {
                requests.incrementAndGet();
                return acknowledgement;
              });
    }

    @Override
    public Leases leases() {
      return new Leases() {
        @Override
        public CompletionStage<Boolean> take(
            String name, String owner, Duration duration, Deadline deadline) {
          requests.incrementAndGet();
          return acknowledgement.thenApply(done -> true);
        }

        @Override
        public CompletionStage<Void> release(String name, String owner, Deadline deadline) {
          return CompletableFuture.completedFuture(null);
        }
      };
    }

    @Override
    public CompletionStage<Rows<StoredPoint>> read(SeriesRead read, Deadline deadline) {
      return answered(() -> super.read(read, deadline));
    }

    private <T> CompletionStage<T> answered(Supplier<CompletionStage<T>> request) {
      return CompletableFuture.supplyAsync(request, io).thenCompose(answer -> answer);
    }
  }
}
