package net.es.esmond.storage.testkit.bench.session;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.cassandra.service.HostResolver;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.testkit.bench.BenchTests;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;

/**
 * The archive as a caller has it, with two instances on the same stores that callers reach by
 * turns: both write each series, and what one has written the other reads. New series each time: a
 * value that is stored already would not be written again.
 */
final class ArchiveContender implements Contender {
  private static final String THROUGHPUT = EventType.THROUGHPUT.esmondName();

  private final String name;
  private final List<EsmondStorage> instances;
  private final List<String> keys;

  private ArchiveContender(String name, Supplier<EsmondStorage> source) {
    this.name = name;
    EsmondStorage first = source.get();
    try {
      instances = List.of(first, source.get());
    } catch (RuntimeException e) {
      first.close();
      throw e;
    }
    String run = UUID.randomUUID().toString();
    keys =
        IntStream.range(0, SERIES)
            .mapToObj(i -> BenchTests.of(EventType.THROUGHPUT, run + " " + i))
            .map(test -> first.metadata().register(test).key())
            .toList();
  }

  /** With metadata in memory, so that only Cassandra's side is measured. */
  static ArchiveContender inMemory(CassandraConf conf, HostResolver resolver) {
    InMemoryMetadataStore metadata = new InMemoryMetadataStore(Clock.systemUTC());
    EsmondStorageBuilder builder =
        builder(conf, resolver, SqlConf.builder().build()).metadata((all, context) -> metadata);
    return new ArchiveContender("archive, 2 instances", builder::open);
  }

  /** With metadata in PostgreSQL. */
  static ArchiveContender inPostgres(CassandraConf conf, HostResolver resolver, SqlConf sql) {
    return new ArchiveContender("archive, PostgreSQL", builder(conf, resolver, sql)::open);
  }

  private static EsmondStorageBuilder builder(
      CassandraConf conf, HostResolver resolver, SqlConf sql) {
    return EsmondStorage.builder(EsmondConf.of(conf, sql))
        .service(HostResolver.class, resolver)
        .withoutBackgroundMaintenance();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public CompletionStage<?> request(long n) {
    // A series' next request goes to the other instance, and so does a read of what was written.
    EsmondStorage instance = instances.get((int) ((n + n / SERIES) % instances.size()));
    if (PointStatements.isRead(n)) {
      Instant time = time(n - 3);
      return instance
          .archive()
          .readPageAsync(
              SeriesQuery.base(key(n - 3), THROUGHPUT).between(time, time.plusSeconds(1)));
    }
    return instance
        .archive()
        .writeAsync(key(n), THROUGHPUT, new Point(time(n), new IntegerValue(n)));
  }

  private String key(long n) {
    return keys.get((int) (n % SERIES));
  }

  private static Instant time(long n) {
    return Instant.ofEpochMilli(LibraryContender.timeMillis(n));
  }

  @Override
  public void close() {
    instances.forEach(EsmondStorage::close);
  }
}
