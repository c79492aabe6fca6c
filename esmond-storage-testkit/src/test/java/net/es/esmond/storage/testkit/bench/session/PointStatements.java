package net.es.esmond.storage.testkit.bench.session;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;

/** The requests of a contender as statements on the library's table. */
final class PointStatements {
  private static final byte MARCH = 3;

  private final String insert;
  private final String select;
  private final ConsistencyLevel level;
  private final List<String> keys;

  PointStatements(CassandraConf conf) {
    String table = conf.keyspace() + ".base_rates";
    insert = "INSERT INTO " + table + " (key, month, ts, val) VALUES (?, ?, ?, ?) USING TTL ?";
    select =
        "SELECT ts, val FROM " + table + " WHERE key = ? AND month = ? AND ts >= ? AND ts <= ?";
    // Of each client its own: what another has written would be found by a look.
    String run = UUID.randomUUID().toString();
    keys =
        IntStream.range(0, Contender.SERIES)
            .mapToObj(i -> Series.base(run + i, EventType.of("throughput")).path() + ":2026")
            .toList();
    level = DefaultConsistencyLevel.valueOf(conf.writeConsistency().orElseThrow().name());
  }

  List<String> all() {
    return List.of(insert, select);
  }

  static boolean isRead(long n) {
    return n % 4 == 3;
  }

  /** The statement of the nth request. */
  BoundStatement of(long n, Function<String, PreparedStatement> prepared) {
    if (isRead(n)) {
      return look(n - 3, prepared);
    }
    return prepared
        .apply(insert)
        .boundStatementBuilder(key(n), MARCH, LibraryContender.timeMillis(n), n, 0)
        .setQueryTimestamp(n + 1)
        .setConsistencyLevel(level)
        .build();
  }

  /** Reads what the nth request, a write, writes. */
  BoundStatement look(long n, Function<String, PreparedStatement> prepared) {
    long time = LibraryContender.timeMillis(n);
    return prepared
        .apply(select)
        .boundStatementBuilder(key(n), MARCH, time, time)
        .setConsistencyLevel(level)
        .build();
  }

  private String key(long n) {
    return keys.get((int) (n % Contender.SERIES));
  }

  /** Takes the values of an answer, as any reader would. */
  static void take(AsyncResultSet rows) {
    rows.currentPage().forEach(row -> row.getLong(1));
  }
}
