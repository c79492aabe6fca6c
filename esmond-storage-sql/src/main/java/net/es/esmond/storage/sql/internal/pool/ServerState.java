package net.es.esmond.storage.sql.internal.pool;

import java.sql.SQLException;
import java.util.Objects;
import net.es.esmond.storage.conf.HostPort;

/**
 * What a server last said of itself.
 *
 * @param server the server
 * @param role what it is
 * @param timeline grows by one with every promotion; 0 where unknown
 * @param answer for operators: what it said, or why it did not
 * @param sqlState of the failure; empty for none
 */
record ServerState(HostPort server, Role role, long timeline, String answer, String sqlState) {
  enum Role {
    PRIMARY,
    STANDBY,
    /** Not a standby, but set to refuse writes. */
    READ_ONLY,
    UNREACHABLE
  }

  static ServerState unreachable(HostPort server, SQLException e) {
    return new ServerState(
        server,
        Role.UNREACHABLE,
        0,
        SqlStates.describe(e),
        Objects.requireNonNullElse(e.getSQLState(), ""));
  }

  boolean refusedCredentials() {
    return SqlStates.of(sqlState) == SqlStates.Meaning.CREDENTIALS;
  }
}
