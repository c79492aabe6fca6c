package net.es.esmond.storage.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.cassandra.CassandraProvider;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No node answers, and a caller goes on with blocking calls where its stage has failed. */
@Timeout(60)
class UnreachableClusterTest {
  private static final Duration DEADLINE = Duration.ofSeconds(1);
  private static final Duration SLACK = Duration.ofSeconds(20);

  @Test
  void blocking_in_a_continuation_hangs_neither_itself_nor_others() {
    CassandraConf nobody =
        CassandraConf.builder().servers(List.of(new HostPort("127.0.0.1", 1))).build();
    try (EsmondStorage storage =
        EsmondStorage.builder(EsmondConf.of(nobody, SqlConf.builder().build()))
            .inBackground()
            .timeSeries(new CassandraProvider())
            .metadata((conf, context) -> new InMemoryMetadataStore(Clock.systemUTC()))
            .open()) {
      Archive archive = storage.archive().withTimeout(DEADLINE);
      SeriesQuery query = SeriesQuery.base(registered(storage), "throughput");
      CompletableFuture<Duration> inner = new CompletableFuture<>();
      CompletableFuture<Void> hosts = new CompletableFuture<>();

      var outer =
          archive
              .readPageAsync(query)
              .whenComplete(
                  (page, error) -> {
                    hosts.orTimeout(200, TimeUnit.MILLISECONDS);
                    inner.complete(untilRefused(archive, query));
                  });

      assertThat(untilRefused(archive, query)).isLessThan(DEADLINE.plus(SLACK));
      assertThat(hosts)
          .failsWithin(SLACK.plus(DEADLINE))
          .withThrowableThat()
          .withCauseInstanceOf(TimeoutException.class);
      assertThat(inner).succeedsWithin(SLACK.plus(DEADLINE));
      assertThat(inner.join()).isLessThan(DEADLINE.plus(SLACK));
      assertThat(outer.toCompletableFuture()).failsWithin(SLACK);
    }
  }

  private static Duration untilRefused(Archive archive, SeriesQuery query) {
    long start = System.nanoTime();
    assertThat(catchThrowableOfType(EsmondException.class, () -> archive.readPage(query)))
        .isNotNull();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static String registered(EsmondStorage storage) {
    return storage
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
}
