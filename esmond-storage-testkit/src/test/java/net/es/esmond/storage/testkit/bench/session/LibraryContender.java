package net.es.esmond.storage.testkit.bench.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import net.es.esmond.storage.cassandra.CassandraProvider;
import net.es.esmond.storage.cassandra.service.HostResolver;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.retention.Retention;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredPoint;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.spi.SeriesRead;
import net.es.esmond.storage.spi.SeriesWrite;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.spi.TimeSeriesStore;

/** This library's time-series store. */
final class LibraryContender implements Contender {
  static final Duration TIMEOUT = Duration.ofSeconds(10);
  static final long START_MILLIS = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();

  private final TimeSeriesStore store;
  private final List<Series> series =
      IntStream.range(0, SERIES)
          .mapToObj(i -> Series.base("bench" + i, EventType.of("throughput")))
          .toList();

  LibraryContender(CassandraConf conf, HostResolver resolver) {
    SqlConf unused = SqlConf.builder().user("esmond").password(new Secret("unused")).build();
    store =
        new CassandraProvider()
            .open(
                EsmondConf.of(conf, unused),
                new StoreContext(Clock.systemUTC(), Map.of(HostResolver.class, resolver)));
  }

  @Override
  public String name() {
    return "library";
  }

  @Override
  public CompletionStage<?> request(long n) {
    Deadline deadline = Deadline.after(TIMEOUT);
    if (n % 4 == 3) {
      long read = n - 3;
      long time = timeMillis(read);
      return store.read(
          new SeriesRead(
              series.get((int) (read % SERIES)), time, time, false, 10, Optional.empty()),
          deadline);
    }
    return store.write(
        new SeriesWrite(
            series.get((int) (n % SERIES)),
            List.of(new StoredPoint(timeMillis(n), new StoredValue.Whole(n))),
            n + 1,
            Retention.FOREVER),
        deadline);
  }

  static long timeMillis(long n) {
    return START_MILLIS + n / SERIES * 1000;
  }

  @Override
  public void close() {
    store.close();
  }
}
