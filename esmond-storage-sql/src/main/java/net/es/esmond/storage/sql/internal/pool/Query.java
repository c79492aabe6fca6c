package net.es.esmond.storage.sql.internal.pool;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgStatement;

/**
 * A query is one SQL statement with its values. The method that asks for the result prepares, runs
 * and closes the statement, which ends by the deadline of the call.
 *
 * <p>Values are bound in the order of the question marks, and each {@code bind} method fixes the
 * SQL type of its value. A query with more values than question marks, or fewer, fails. A query is
 * run once, by one thread.
 */
public final class Query {
  private final Session session;
  private final String sql;
  private final List<Binding> bindings = new ArrayList<>();
  private boolean planEachTime;

  Query(Session session, String sql) {
    this.session = session;
    this.sql = sql;
  }

  /** A mapper makes a value of the row at the cursor. */
  @FunctionalInterface
  public interface RowMapper<T> {
    /** Reads the row at the cursor, and does not move the cursor. */
    T map(ResultSet row) throws SQLException;
  }

  /** A handler takes in the row at the cursor. */
  @FunctionalInterface
  public interface RowHandler {
    /** Reads the row at the cursor, and does not move the cursor. */
    void accept(ResultSet row) throws SQLException;
  }

  @FunctionalInterface
  private interface Binding {
    void set(PreparedStatement statement, int index) throws SQLException;
  }

  /** Binds a {@code varchar}. */
  public Query bind(@Nullable String text) {
    return with((statement, index) -> statement.setString(index, text));
  }

  /** Binds an {@code integer}. */
  public Query bind(int number) {
    return with((statement, index) -> statement.setInt(index, number));
  }

  /** Binds a {@code bigint}. */
  public Query bind(long number) {
    return with((statement, index) -> statement.setLong(index, number));
  }

  /** Binds a {@code timestamp with time zone}. */
  public Query bind(Instant time) {
    OffsetDateTime utc = time.atOffset(ZoneOffset.UTC);
    return with((statement, index) -> statement.setObject(index, utc));
  }

  /** Binds a {@code text[]}; null binds SQL's NULL. */
  public Query bindArray(@Nullable Collection<String> texts) {
    return texts == null
        ? with((statement, index) -> statement.setArray(index, null))
        : bindArray("text", texts.toArray(String[]::new));
  }

  /** Binds a {@code bigint[]}. */
  public Query bindArray(long[] numbers) {
    return bindArray("int8", numbers);
  }

  private Query bindArray(String type, Object elements) {
    return with((statement, index) -> statement.setArray(index, session.array(type, elements)));
  }

  private Query with(Binding binding) {
    bindings.add(binding);
    return this;
  }

  /**
   * Has the server plan the statement for these values, and keep no plan of it. A search needs
   * that, as its best plan depends on the values.
   */
  public Query planEachTime() {
    planEachTime = true;
    return this;
  }

  /** Returns all rows. */
  public <T> List<T> list(RowMapper<T> mapper) throws SQLException {
    List<T> all = new ArrayList<>();
    forEach(row -> all.add(mapper.map(row)));
    return all;
  }

  /** Returns the first row, or nothing when there is none. */
  public <T> Optional<T> first(RowMapper<T> mapper) throws SQLException {
    try (PreparedStatement statement = session.prepare(sql);
        ResultSet rows = rows(statement)) {
      return rows.next() ? Optional.of(mapper.map(rows)) : Optional.empty();
    }
  }

  /** Returns the first row of a statement that always has one, such as an aggregate. */
  public <T> T one(RowMapper<T> mapper) throws SQLException {
    return first(mapper)
        .orElseThrow(() -> new IllegalStateException("this query returned no row: " + sql));
  }

  /** Passes each row to a handler, in order. */
  public void forEach(RowHandler handler) throws SQLException {
    try (PreparedStatement statement = session.prepare(sql);
        ResultSet rows = rows(statement)) {
      while (rows.next()) {
        handler.accept(rows);
      }
    }
  }

  /** Returns how many rows the statement inserted, changed or deleted. */
  public int update() throws SQLException {
    try (PreparedStatement statement = session.prepare(sql)) {
      int changed = bound(statement).executeUpdate();
      Session.requireReplicated(statement.getWarnings());
      return changed;
    }
  }

  /** Runs a statement, or a script of several, whose result does not matter. */
  public void execute() throws SQLException {
    try (PreparedStatement statement = session.prepare(sql)) {
      bound(statement).execute();
      Session.requireReplicated(statement.getWarnings());
    }
  }

  private PreparedStatement bound(PreparedStatement statement) throws SQLException {
    if (planEachTime) {
      statement.unwrap(PgStatement.class).setPrepareThreshold(0);
    }
    for (int i = 0; i < bindings.size(); i++) {
      bindings.get(i).set(statement, i + 1);
    }
    return statement;
  }

  /** Runs the statement, and skips the results before its rows. */
  private ResultSet rows(PreparedStatement statement) throws SQLException {
    boolean hasRows = bound(statement).execute();
    Session.requireReplicated(statement.getWarnings());
    while (!hasRows && statement.getUpdateCount() != -1) {
      hasRows = statement.getMoreResults();
    }
    ResultSet rows = statement.getResultSet();
    if (rows == null) {
      throw new IllegalStateException("this query returns no rows: " + sql);
    }
    return rows;
  }
}
