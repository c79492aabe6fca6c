package net.es.esmond.storage.cassandra.internal.session;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A session and the statements prepared on it: they live and die together. */
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
   * @return both
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

  /** Which node holds what; empty when that is not known. */
  Optional<TokenMap> ring() {
    return session.getMetadata().getTokenMap();
  }

  /**
   * Returns a statement to bind.
   *
   * @param cql one of those that were prepared
   * @return the statement
   */
  public PreparedStatement prepared(String cql) {
    PreparedStatement statement = prepared.get(cql);
    if (statement == null) {
      throw new IllegalArgumentException("not among the prepared statements: " + cql);
    }
    return statement;
  }
}
