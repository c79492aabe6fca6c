package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A session and the statements that are prepared on it. */
public final class Connection {
  private final CqlSession session;
  private final Map<String, PreparedStatement> prepared;

  private Connection(CqlSession session, Map<String, PreparedStatement> prepared) {
    this.session = session;
    this.prepared = prepared;
  }

  /**
   * Prepares statements on a session.
   *
   * @param session an open session
   * @param cql the statements
   * @return the session with its prepared statements
   */
  public static Connection of(CqlSession session, List<String> cql) {
    Map<String, PreparedStatement> prepared = new HashMap<>();
    for (String each : cql) {
      prepared.put(each, session.prepare(each));
    }
    return new Connection(session, prepared);
  }

  CqlSession session() {
    return session;
  }

  /** Returns the statement, unless no node can answer it: see {@link Datacenters#servable}. */
  Statement<?> servable(Statement<?> statement) {
    return Context.datacenters(session).servable(statement, session.getMetadata());
  }

  /** Returns the driver's token map; empty when it is not known. */
  Optional<TokenMap> ring() {
    return session.getMetadata().getTokenMap();
  }

  /**
   * Returns a prepared statement.
   *
   * @param cql one of the statements given to {@link #of}
   * @return the statement, to be bound
   */
  public PreparedStatement prepared(String cql) {
    PreparedStatement statement = prepared.get(cql);
    if (statement == null) {
      throw new IllegalArgumentException("not among the prepared statements: " + cql);
    }
    return statement;
  }
}
