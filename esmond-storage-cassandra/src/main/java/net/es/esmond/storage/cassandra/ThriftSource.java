package net.es.esmond.storage.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import net.es.esmond.storage.cassandra.internal.session.Failures;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.transfer.ImportSource;

/**
 * A keyspace that esmond wrote through Thrift, as a source of an import: the tables as {@code DROP
 * COMPACT STORAGE} leaves them, with the columns {@code key}, {@code column1} and {@code value},
 * super columns and counters. It has points and no records: take these from esmond's database or
 * through its REST API first. Nothing is written to the keyspace.
 *
 * <pre>{@code
 * try (ImportSource source = ThriftSource.open(conf.cassandra(), "esmond_of_old")) {
 *   ImportReport report = ArchiveImport.into(storage).run(source);
 * }
 * }</pre>
 *
 * <p>For use by one thread.
 */
public final class ThriftSource implements ImportSource {
  private static final List<String> TABLES = List.of("base_rates", "rate_aggregations", "raw_data");

  private static final String MURMUR3 = "org.apache.cassandra.dht.Murmur3Partitioner";

  /** Parts of each table: so much is read again after an interruption. */
  private static final int SLICES = 64;

  private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(30);

  private final CqlSession session;
  private final CqlIdentifier keyspace;
  private final List<ThriftPart> parts = new ArrayList<>();

  private ThriftSource(CqlSession session, CqlIdentifier keyspace) {
    this.session = session;
    this.keyspace = keyspace;
    for (String name : TABLES) {
      session
          .getMetadata()
          .getKeyspace(keyspace)
          .flatMap(found -> found.getTable(name))
          .ifPresent(table -> addParts(name, table));
    }
  }

  /**
   * Opens a keyspace.
   *
   * @param conf how to reach the cluster
   * @param keyspace its name
   * @return a source; close it
   * @throws InvalidInputException when the keyspace has none of the tables
   * @throws net.es.esmond.storage.error.EsmondException when the cluster cannot be reached
   */
  public static ThriftSource open(CassandraConf conf, String keyspace) {
    // A session knows the tables of its configuration's keyspace only.
    CassandraConf there = conf.toBuilder().keyspace(keyspace).build();
    CqlSession session = CassandraSessionFactory.of(there).open(Deadline.after(OPEN_TIMEOUT));
    try {
      ThriftSource source = new ThriftSource(session, CqlIdentifier.fromInternal(keyspace));
      if (source.parts.isEmpty()) {
        throw new InvalidInputException(
            "keyspace", keyspace, "must have a table that was written through Thrift");
      }
      return source;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private void addParts(String name, TableMetadata table) {
    if (table.getColumn("column1").isEmpty()) {
      return;
    }
    boolean sliced =
        session
            .getMetadata()
            .getTokenMap()
            .map(TokenMap::getPartitionerName)
            .filter(MURMUR3::equals)
            .isPresent();
    int slices = sliced ? SLICES : 1;
    for (int slice = 0; slice < slices; slice++) {
      parts.add(new ThriftPart(this, table, name + " " + slice, sliced ? where(slice) : ""));
    }
  }

  /** Returns the condition of a slice of all tokens. */
  private static String where(int slice) {
    return " WHERE token(key) >= " + token(slice) + " AND token(key) <= " + token(slice + 1);
  }

  /** Returns the first token of a slice; both neighbours have it, which doubles nothing. */
  private static BigInteger token(int slice) {
    BigInteger all = BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);
    return all.multiply(BigInteger.valueOf(slice))
        .divide(BigInteger.valueOf(SLICES))
        .add(BigInteger.valueOf(Long.MIN_VALUE));
  }

  /** Reads rows, page by page as they are used. */
  Iterator<Row> rows(SimpleStatement statement) {
    try {
      return session.execute(statement).iterator();
    } catch (DriverException e) {
      throw Failures.of(e);
    }
  }

  @Override
  public String name() {
    return "cassandra keyspace " + keyspace.asInternal();
  }

  @Override
  public Iterator<ThriftPart> parts() {
    return parts.iterator();
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(parts.size());
  }

  @Override
  public void close() {
    session.close();
  }
}
