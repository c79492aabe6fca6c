package net.es.esmond.storage.sql.internal.metadata;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Binds a statement's parameters one after the other. */
final class Parameters {
  private final PreparedStatement statement;
  private int bound;

  Parameters(PreparedStatement statement) {
    this.statement = statement;
  }

  Parameters text(String value) throws SQLException {
    statement.setString(++bound, value);
    return this;
  }

  Parameters array(Array value) throws SQLException {
    statement.setArray(++bound, value);
    return this;
  }
}
