package net.es.esmond.storage.testkit.bench.measurements;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.series.ConflictMode;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;

/**
 * Writes single points in one of the ways that are compared, to a keyspace of its own, so that all
 * ways write the same points to tables of the same size.
 */
interface LiveWriter extends AutoCloseable {
  /**
   * Writes a point.
   *
   * @param n which of the instances is called, where there are several, counted round
   */
  CompletionStage<?> write(int n, Series series, Point point);

  @Override
  void close();

  /**
   * Opens a way.
   *
   * @param metadata all ways have the same records
   */
  static LiveWriter open(
      LiveWay way, CassandraRing ring, int replicas, InMemoryMetadataStore metadata) {
    String keyspace = ("live_" + replicas + "_" + way.name()).toLowerCase(Locale.ROOT);
    EsmondStorageBuilder builder =
        MeasurementsBench.builder(ring.contactPoints(), keyspace, replicas)
            .metadata((conf, context) -> metadata);
    return switch (way) {
      case KEEP -> ours(List.of(builder.open()));
      case KEEP_TWICE -> ours(List.of(builder.open(), builder.open()));
      case UNCHECKED -> ours(List.of(builder.conflicts(ConflictMode.UNCHECKED).open()));
      case STATEMENT, LOOK_AND_STATEMENT, LOOK_AND_STATEMENT_TWICE -> {
        builder.open().close(); // creates the tables
        String level = MeasurementsBench.level(replicas);
        yield byHand(
            way,
            Stream.generate(() -> new BareDriver(ring, keyspace, level))
                .limit(way == LiveWay.LOOK_AND_STATEMENT_TWICE ? 2 : 1)
                .toList());
      }
    };
  }

  private static LiveWriter ours(List<EsmondStorage> instances) {
    return new LiveWriter() {
      @Override
      public CompletionStage<?> write(int n, Series series, Point point) {
        return instances
            .get(n % instances.size())
            .archive()
            .writeAsync(series.metadataKey(), series.eventType().esmondName(), point);
      }

      @Override
      public void close() {
        instances.forEach(EsmondStorage::close);
      }
    };
  }

  private static LiveWriter byHand(LiveWay way, List<BareDriver> sessions) {
    return new LiveWriter() {
      @Override
      public CompletionStage<?> write(int n, Series series, Point point) {
        BareDriver bare = sessions.get(n % sessions.size());
        return way == LiveWay.STATEMENT
            ? bare.write(series, point)
            : bare.writeAbsent(series, point);
      }

      @Override
      public void close() {
        sessions.forEach(BareDriver::close);
      }
    };
  }
}
