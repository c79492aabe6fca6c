package net.es.esmond.storage.testkit.bench.metadata;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import net.es.esmond.storage.metadata.ChangeCursor;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.MetadataQueryBuilder;
import net.es.esmond.storage.metadata.TimeUpdated;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.postgres.PostgresServer;

/** How long the first page of each kind of search takes, and the server's plans for it. */
final class Searches {
  private static final int ROUNDS = 21;

  private final PostgresServer server;
  private final Instant newest;
  private final Map<String, MetadataQuery> queries;

  Searches(PostgresServer server) throws Exception {
    this.server = server;
    this.newest = GeneratedArchive.newest(server);
    this.queries = queries();
  }

  /** In a process, and on connections, that have searched before, as a service's have. */
  void measure(MetadataStore store, Figures figures) throws Exception {
    for (MetadataQuery query : queries.values()) {
      medianMillis(() -> store.find(query, MetadataBench.deadline()));
    }
    for (Map.Entry<String, MetadataQuery> query : queries.entrySet()) {
      figures.add(
          "%s (%s records)".formatted(query.getKey(), find(store, query.getValue())),
          medianMillis(() -> store.find(query.getValue(), MetadataBench.deadline())),
          "ms");
    }
    figures.add(
        "count of all records",
        medianMillis(() -> store.count(MetadataQuery.builder().build(), MetadataBench.deadline())),
        "ms");
    ChangeCursor minute = ChangeCursor.from(newest.minusSeconds(60));
    figures.add(
        "changes of the last minute, first page",
        medianMillis(
            () ->
                store.changedSince(minute, MetadataQuery.DEFAULT_LIMIT, MetadataBench.deadline())),
        "ms");
  }

  private Map<String, MetadataQuery> queries() {
    Map<String, MetadataQuery> queries = new LinkedHashMap<>();
    queries.put("by source", query().source("10.0.0.17").build());
    queries.put(
        "by source and destination", query().source("10.0.0.17").destination("10.1.0.3").build());
    queries.put(
        "by destination and event type",
        query()
            .destination("10.1.0.3")
            .eventType("throughput")
            .summaryType("aggregation")
            .limit(100)
            .build());
    queries.put("by event type, first page", query().eventType("packet-trace").build());
    queries.put(
        "by a parameter and source",
        query().source("10.0.0.17").parameter("parameter-4", "17").build());
    queries.put("by a selective parameter", query().parameter("parameter-4", "17").build());
    queries.put(
        "by time, last hour, first page", query().updatedSince(newest.minusSeconds(3600)).build());
    queries.put(
        "by time, last ten seconds, first page",
        query().updatedSince(newest.minusSeconds(10)).build());
    Instant old = newest.minus(Duration.ofDays(20));
    queries.put(
        "by time, an hour twenty days ago, first page",
        query().timeUpdated(new TimeUpdated(old, Optional.of(old.plusSeconds(3600)))).build());
    return queries;
  }

  private static MetadataQueryBuilder query() {
    return MetadataQuery.builder();
  }

  private static int find(MetadataStore store, MetadataQuery query) {
    return store
        .find(query, MetadataBench.deadline())
        .toCompletableFuture()
        .join()
        .records()
        .size();
  }

  private static double medianMillis(Callable<CompletionStage<?>> call) throws Exception {
    double[] millis = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      call.call().toCompletableFuture().join();
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(millis);
    return millis[ROUNDS / 2];
  }

  /** The server explains each statement in its log. */
  void printPlans() throws Exception {
    GeneratedArchive.execute(
        server,
        "ALTER DATABASE esmond SET auto_explain.log_min_duration = 0",
        "ALTER DATABASE esmond SET auto_explain.log_analyze = on",
        "ALTER DATABASE esmond SET auto_explain.log_buffers = on");
    try (MetadataStore explained = MetadataBench.open(server)) {
      for (Map.Entry<String, MetadataQuery> query : queries.entrySet()) {
        find(explained, query.getValue());
        System.out.println("plan: " + query.getKey());
        plan().forEach(System.out::println);
      }
    } finally {
      // The next run may measure the same database.
      GeneratedArchive.execute(server, "ALTER DATABASE esmond RESET ALL");
    }
  }

  private Stream<String> plan() {
    List<String> log = server.lastLogLines(400);
    int start = 0;
    for (int i = 0; i < log.size(); i++) {
      if (log.get(i).contains("metadata_key LIMIT")) {
        start = i;
      }
    }
    return log.subList(start, log.size()).stream()
        .filter(line -> line.matches(".*(\\(cost=|Cond:|Buffers:).*"));
  }
}
