package net.es.esmond.storage.testkit.bench.session;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.cassandra.service.HostResolver;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;

/**
 * The archive as a caller has it, with two instances on the same stores that callers reach by
 * turns: both write each series, and what one has written the other reads. New series each time: a
 * value that is stored already would not be written again.
 */
final class ArchiveContender implements Contender {
  private static final String THROUGHPUT = EventType.THROUGHPUT.esmondName();

  private final InMemoryMetadataStore metadata = new InMemoryMetadataStore(Clock.systemUTC());
  private final List<EsmondStorage> instances;
  private final List<String> keys;

  ArchiveContender(CassandraConf conf, HostResolver resolver) {
    EsmondStorage first = open(conf, resolver);
    try {
      instances = List.of(first, open(conf, resolver));
    } catch (RuntimeException e) {
      first.close();
      throw e;
    }
    String run = UUID.randomUUID().toString();
    keys =
        IntStream.range(0, SERIES)
            .mapToObj(i -> first.metadata().register(test(run + " " + i)).key())
            .toList();
  }

  private EsmondStorage open(CassandraConf conf, HostResolver resolver) {
    return EsmondStorage.builder(EsmondConf.of(conf, SqlConf.builder().build()))
        .metadata((all, context) -> metadata)
        .service(HostResolver.class, resolver)
        .withoutBackgroundMaintenance()
        .open();
  }

  private static Registration test(String name) {
    return Registration.pointToPoint()
        .source("198.51.100.1")
        .inputSource("a.example.net")
        .destination("198.51.100.2")
        .inputDestination("b.example.net")
        .measurementAgent("198.51.100.1")
        .toolName("bench " + name)
        .eventType(EventType.THROUGHPUT)
        .build();
  }

  @Override
  public String name() {
    return "archive, 2 instances";
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
