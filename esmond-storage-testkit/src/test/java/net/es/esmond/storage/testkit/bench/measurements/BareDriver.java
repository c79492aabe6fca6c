package net.es.esmond.storage.testkit.bench.measurements;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import net.es.esmond.storage.series.Form;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.StoredValue;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;

/** What one would write by hand on the bare driver, to the same tables. */
final class BareDriver implements AutoCloseable {
  private static final int STATEMENTS_IN_FLIGHT = 512;
  private static final int BATCHES_IN_FLIGHT = 64;
  private static final int READS_IN_FLIGHT = 64;
  private static final int BATCH_BYTES = 32 * 1024;

  /** About what a row needs on the wire besides its text. */
  private static final int ROW_BYTES = 130;

  private final CqlSession session;
  private final Statements whole;
  private final Statements ratio;
  private final Statements text;
  private final PreparedStatement averages;

  private record Statements(
      PreparedStatement insert, PreparedStatement find, PreparedStatement read) {}

  BareDriver(CassandraRing ring, String keyspace, String level) {
    session =
        CqlSession.builder()
            .addContactPoints(ring.contactPoints())
            .withLocalDatacenter(ring.datacenter())
            .withConfigLoader(
                DriverConfigLoader.programmaticBuilder()
                    .withString(DefaultDriverOption.REQUEST_CONSISTENCY, level)
                    .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
                    .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true)
                    .withInt(DefaultDriverOption.SESSION_LEAK_THRESHOLD, 0)
                    .build())
            .build();
    whole = prepared(keyspace + ".base_rates", "val");
    ratio = prepared(keyspace + ".rate_aggregations", "val, base_freq, count");
    text = prepared(keyspace + ".raw_data", "val");
    averages =
        session.prepare(
            "SELECT avg(val) FROM "
                + keyspace
                + ".base_rates WHERE key = ? AND month = ? AND ts >= ? AND ts <= ?");
  }

  private Statements prepared(String table, String columns) {
    String values = columns.replaceAll("\\w+", "?");
    String where = " FROM " + table + " WHERE key = ? AND month = ? AND ts >= ? AND ts <= ?";
    return new Statements(
        session.prepare(
            "INSERT INTO %s (key, month, ts, %s) VALUES (?, ?, ?, %s)"
                .formatted(table, columns, values)),
        session.prepare("SELECT ts, " + columns + ", WRITETIME(val)" + where),
        session.prepare("SELECT ts, " + columns + where));
  }

  private Statements statements(Series series) {
    return switch (Form.of(series)) {
      case WHOLE -> whole;
      case RATIO -> ratio;
      case TEXT -> text;
    };
  }

  /** One asynchronous statement per point. */
  long oneByOne(List<Load.Points> load) throws InterruptedException {
    InFlight inFlight = new InFlight(STATEMENTS_IN_FLIGHT);
    for (Load.Points series : load) {
      for (Point point : series.points()) {
        inFlight.start(() -> write(series.series(), point));
      }
    }
    return inFlight.end();
  }

  CompletionStage<?> write(Series series, Point point) {
    return session.executeAsync(insert(series, series.partition(point.time()), point));
  }

  /** Writes a point unless one is stored for its time: the rule of KEEP. */
  CompletionStage<?> writeAbsent(Series series, Point point) {
    Partition partition = series.partition(point.time());
    String rowKey = partition.rowKey(series);
    byte month = partition.storedNumber();
    long time = point.time().toEpochMilli();
    return session
        .executeAsync(statements(series).read().bind(rowKey, month, time, time))
        .thenCompose(
            found -> {
              refuseStored(found, series);
              return session.executeAsync(insert(series, rowKey, month, point));
            });
  }

  private static void refuseStored(AsyncResultSet found, Series series) {
    if (found.remaining() > 0) {
      throw new IllegalStateException("nothing was to be there: " + series);
    }
  }

  /** Looks whether a point is there. */
  boolean find(Series series, Point point) {
    Partition partition = series.partition(point.time());
    long time = point.time().toEpochMilli();
    return session
            .execute(
                statements(series)
                    .find()
                    .bind(partition.rowKey(series), partition.storedNumber(), time, time))
            .one()
        != null;
  }

  /**
   * Batches within one partition.
   *
   * @param look whether what their range holds is read first
   */
  long batched(List<Load.Points> load, boolean look) throws InterruptedException {
    InFlight inFlight = new InFlight(BATCHES_IN_FLIGHT);
    long count = 0;
    for (Load.Points series : load) {
      List<Point> batch = new ArrayList<>();
      Partition partition = null;
      int bytes = 0;
      for (Point point : series.points()) {
        int size =
            ROW_BYTES
                + (point.value().stored() instanceof StoredValue.Text t ? t.json().length() : 0);
        if (!batch.isEmpty()
            && (bytes + size > BATCH_BYTES
                || point.time().toEpochMilli() >= partition.endMillis()
                || point.time().toEpochMilli() < partition.startMillis())) {
          send(inFlight, series.series(), partition, batch, look);
          batch = new ArrayList<>();
          bytes = 0;
        }
        if (batch.isEmpty()) {
          partition = series.series().partition(point.time());
        }
        batch.add(point);
        bytes += size;
        count++;
      }
      send(inFlight, series.series(), partition, batch, look);
    }
    inFlight.end();
    return count;
  }

  private void send(
      InFlight inFlight, Series series, Partition partition, List<Point> points, boolean look)
      throws InterruptedException {
    String rowKey = partition.rowKey(series);
    byte month = partition.storedNumber();
    Supplier<CompletionStage<?>> write =
        () -> {
          BatchStatementBuilder batch = BatchStatement.builder(DefaultBatchType.UNLOGGED);
          points.forEach(point -> batch.addStatement(insert(series, rowKey, month, point)));
          return session.executeAsync(batch.build());
        };
    if (!look) {
      inFlight.start(write);
      return;
    }
    long first = points.stream().mapToLong(p -> p.time().toEpochMilli()).min().orElseThrow();
    long last = points.stream().mapToLong(p -> p.time().toEpochMilli()).max().orElseThrow();
    inFlight.start(
        () ->
            session
                .executeAsync(statements(series).find().bind(rowKey, month, first, last))
                .thenCompose(
                    found -> {
                      refuseStored(found, series);
                      return write.get();
                    }));
  }

  private BoundStatement insert(Series series, Partition partition, Point point) {
    return insert(series, partition.rowKey(series), partition.storedNumber(), point);
  }

  private BoundStatement insert(Series series, String rowKey, byte month, Point point) {
    StoredValue value = point.value().stored();
    long time = point.time().toEpochMilli();
    if (value instanceof StoredValue.Text json) {
      return text.insert().bind(rowKey, month, time, json.json());
    }
    if (value instanceof StoredValue.Whole number) {
      return whole.insert().bind(rowKey, month, time, number.value());
    }
    StoredValue.Ratio each = (StoredValue.Ratio) value;
    return ratio
        .insert()
        .bind(rowKey, month, time, each.numerator(), each.baseFreq(), each.denominator());
  }

  /** Has the nodes compute averages of integers, one range after the other, of ten. */
  long averages(Series series, Instant from, Duration each, int count) {
    for (int i = 0; i < count; i++) {
      long start = from.plus(each.multipliedBy(i % 10)).toEpochMilli();
      Partition partition = Partition.ofBasePoints(start);
      long average =
          session
              .execute(
                  averages.bind(
                      partition.rowKey(series),
                      partition.storedNumber(),
                      start,
                      start + each.toMillis() - 1))
              .one()
              .getLong(0);
      if (average == 0) {
        throw new IllegalStateException("no points");
      }
    }
    return count;
  }

  /** Pages through the partitions of a series, as the driver does by itself. */
  long read(Series series, List<Partition> partitions) {
    long count = 0;
    for (Partition partition : partitions) {
      count +=
          take(series, session.execute(range(series, partition, Long.MIN_VALUE, Long.MAX_VALUE)));
    }
    return count;
  }

  /** Reads what is between two times of a partition, both included. */
  long read(Series series, Instant from, Instant to) {
    return take(series, session.execute(range(series, from, to)));
  }

  /** Reads what is between two times of a partition of each series, some at a time. */
  long readAll(List<Series> all, Instant from, Instant to) throws InterruptedException {
    InFlight inFlight = new InFlight(READS_IN_FLIGHT);
    LongAdder count = new LongAdder();
    for (Series series : all) {
      inFlight.start(
          () ->
              session
                  .executeAsync(range(series, from, to))
                  .thenAccept(
                      rows -> {
                        if (rows.hasMorePages()) {
                          throw new IllegalStateException("more than a page: " + series);
                        }
                        count.add(take(series, rows.currentPage()));
                      }));
    }
    inFlight.end();
    return count.sum();
  }

  private BoundStatement range(Series series, Instant from, Instant to) {
    return range(series, series.partition(from), from.toEpochMilli(), to.toEpochMilli());
  }

  private BoundStatement range(Series series, Partition partition, long from, long to) {
    return statements(series)
        .read()
        .bind(partition.rowKey(series), partition.storedNumber(), from, to);
  }

  /** Takes time and value of each row, as any reader would. */
  private static long take(Series series, Iterable<Row> rows) {
    boolean text = Form.of(series) == Form.TEXT;
    long count = 0;
    long sum = 0;
    for (Row row : rows) {
      sum += row.getLong(0) + (text ? row.getString(1).length() : row.getLong(1));
      count++;
    }
    if (sum == 0) {
      throw new IllegalStateException("no points");
    }
    return count;
  }

  @Override
  public void close() {
    session.close();
  }

  /** Bounds what is in flight, and remembers the first failure. */
  static final class InFlight {
    private final int most;
    private final Semaphore room;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private long count;

    InFlight(int most) {
      this.most = most;
      this.room = new Semaphore(most);
    }

    void start(Supplier<CompletionStage<?>> request) throws InterruptedException {
      room.acquire();
      count++;
      request
          .get()
          .whenComplete(
              (done, error) -> {
                room.release();
                if (error != null) {
                  failure.compareAndSet(null, error);
                }
              });
    }

    long end() throws InterruptedException {
      room.acquire(most);
      if (failure.get() != null) {
        throw new IllegalStateException("a request failed", failure.get());
      }
      return count;
    }
  }
}
