package net.es.esmond.storage.sql.internal.pool;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/** A demoted primary keeps its connections and refuses writes: the pool must let go of them. */
public final class EvictReadOnly implements SQLExceptionOverride {
  @java.lang.Override
  public Override adjudicate(SQLException e) {
    return SqlStates.READ_ONLY.equals(e.getSQLState())
        ? Override.MUST_EVICT
        : Override.CONTINUE_EVICT;
  }
}
