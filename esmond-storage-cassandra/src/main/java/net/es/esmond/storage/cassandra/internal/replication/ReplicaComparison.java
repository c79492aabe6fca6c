package net.es.esmond.storage.cassandra.internal.replication;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import net.es.esmond.storage.Deadline;
import net.es.esmond.storage.cassandra.internal.session.Failures;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.replication.TokenRange;
import net.es.esmond.storage.replication.Verification;
import org.jspecify.annotations.Nullable;

/** Compares what the replicas of sampled partitions hold. Blocks; used once, by one thread. */
final class ReplicaComparison {
  private static final int ROWS = 10_000;
  private static final Duration READ = Duration.ofSeconds(20);
  private static final int LOOKS = 6;
  private static final int DIFFERENCES = 100;
  private static final BigInteger LAST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger BEFORE_FIRST = BigInteger.valueOf(Long.MIN_VALUE);

  private final Requests requests;
  private final String keyspace;
  private final Deadline deadline;
  private final List<String> differences = new ArrayList<>();
  private boolean direct = true;
  private int partitions;
  private long rows;

  ReplicaComparison(Requests requests, String keyspace, Deadline deadline) {
    this.requests = requests;
    this.keyspace = keyspace;
    this.deadline = deadline;
  }

  /** A partition, and a statement that reads it. */
  private record Sample(SimpleStatement select, List<UUID> replicas, String name) {}

  /** A table's part of the ring to take samples from. */
  private record Place(TableMetadata table, TokenRange range) {}

  Verification compare(List<TokenRange> ranges, int wanted) {
    List<Place> places = places(ranges);
    Collections.shuffle(places, ThreadLocalRandom.current());
    int each = Math.max(1, (wanted + ranges.size() - 1) / Math.max(1, ranges.size()));
    for (Place place : places) {
      if (partitions >= wanted) {
        break;
      }
      samples(place, Math.min(each, wanted - partitions)).forEach(this::compare);
    }
    return new Verification(direct, partitions, rows, differences);
  }

  private List<Place> places(List<TokenRange> ranges) {
    List<Place> places = new ArrayList<>();
    for (TableMetadata table : tables()) {
      for (TokenRange range : ranges) {
        if (range.startExclusive().compareTo(range.endInclusive()) < 0) {
          places.add(new Place(table, range));
        } else {
          // The range that wraps around the end of the ring.
          places.add(
              new Place(table, new TokenRange(range.startExclusive(), LAST, range.replicas())));
          places.add(
              new Place(
                  table, new TokenRange(BEFORE_FIRST, range.endInclusive(), range.replicas())));
        }
      }
    }
    return places;
  }

  private List<TableMetadata> tables() {
    return requests
        .metadata()
        .getKeyspace(com.datastax.oss.driver.api.core.CqlIdentifier.fromInternal(keyspace))
        .map(known -> List.copyOf(known.getTables().values()))
        .orElseGet(List::of);
  }

  /** Partitions from behind a random token on, as one of the replicas knows them. */
  private List<Sample> samples(Place place, int limit) {
    List<Sample> samples = find(place, random(place.range()), limit);
    return samples.isEmpty() ? find(place, place.range().startExclusive(), limit) : samples;
  }

  private List<Sample> find(Place place, BigInteger from, int limit) {
    TableMetadata table = place.table();
    List<String> key = table.getPartitionKey().stream().map(c -> c.getName().asCql(true)).toList();
    String token = "token(" + String.join(", ", key) + ")";
    String name = table.getKeyspace().asCql(true) + "." + table.getName().asCql(true);
    List<UUID> replicas = place.range().replicas();
    SimpleStatement select =
        SimpleStatement.newInstance(
            "SELECT DISTINCT "
                + String.join(", ", key)
                + " FROM "
                + name
                + " WHERE "
                + token
                + " > ? AND "
                + token
                + " <= ? LIMIT "
                + limit,
            from.longValueExact(),
            place.range().endInclusive().longValueExact());
    UUID asked = replicas.get(ThreadLocalRandom.current().nextInt(replicas.size()));
    String where = key.stream().map(k -> k + " = ?").collect(Collectors.joining(" AND "));
    List<Sample> samples = new ArrayList<>();
    for (Row row : read(select, asked)) {
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < key.size(); i++) {
        values.add(row.getObject(i));
      }
      samples.add(
          new Sample(
              SimpleStatement.newInstance(
                  "SELECT * FROM " + name + " WHERE " + where + " LIMIT " + ROWS, values.toArray()),
              replicas,
              name + " " + values));
    }
    return samples;
  }

  /** Writes under way differ for a moment only: what counts is what goes on differing. */
  private void compare(Sample sample) {
    @Nullable Set<String> lasting = null;
    for (int look = 0; look < LOOKS && (lasting == null || !lasting.isEmpty()); look++) {
      if (look > 0) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
      }
      Set<String> now = lacking(sample);
      if (lasting == null) {
        lasting = now;
      } else {
        lasting.retainAll(now);
      }
    }
    partitions++;
    if (lasting != null && differences.size() < DIFFERENCES) {
      lasting.stream()
          .limit(DIFFERENCES - differences.size())
          .forEach(lack -> differences.add(sample.name() + ": " + lack));
    }
  }

  /** Which replica lacks which row that another has. */
  private Set<String> lacking(Sample sample) {
    Map<UUID, Set<String>> held = new HashMap<>();
    for (UUID replica : sample.replicas()) {
      Set<String> contents = new HashSet<>();
      read(sample.select(), replica).forEach(row -> contents.add(row.getFormattedContents()));
      held.put(replica, contents);
      if (!direct) {
        // Read at ALL: the coordinator compared them.
        rows += contents.size();
        return new HashSet<>();
      }
    }
    Set<String> all = new HashSet<>();
    held.values().forEach(all::addAll);
    rows += all.size();
    Set<String> lacking = new HashSet<>();
    held.forEach(
        (replica, contents) ->
            all.stream()
                .filter(row -> !contents.contains(row))
                .forEach(row -> lacking.add(replica + " lacks " + row)));
    return lacking;
  }

  private Iterable<Row> read(SimpleStatement select, UUID replica) {
    if (direct) {
      try {
        Node node = requests.metadata().getNodes().get(replica);
        return await(select.setConsistencyLevel(NodeLocal.LEVEL).setNode(node));
      } catch (StoreException e) {
        if (e.code() != ErrorCode.STORE_REFUSED || partitions > 0) {
          throw e;
        }
        direct = false;
      }
    }
    return await(select.setConsistencyLevel(ConsistencyLevel.ALL));
  }

  private Iterable<Row> await(SimpleStatement statement) {
    try {
      AsyncResultSet answer =
          requests.send(c -> statement.setPageSize(ROWS + 1), soon()).toCompletableFuture().join();
      return answer.currentPage();
    } catch (CompletionException e) {
      throw Failures.of(e);
    }
  }

  private Deadline soon() {
    Duration left = deadline.remaining();
    return Deadline.after(left.compareTo(READ) > 0 ? READ : left.plusNanos(1));
  }

  private static BigInteger random(TokenRange range) {
    BigInteger length = range.endInclusive().subtract(range.startExclusive());
    double part = ThreadLocalRandom.current().nextDouble();
    return range
        .startExclusive()
        .add(
            new java.math.BigDecimal(length)
                .multiply(java.math.BigDecimal.valueOf(part))
                .toBigInteger());
  }
}
