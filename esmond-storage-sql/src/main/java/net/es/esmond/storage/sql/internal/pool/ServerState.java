package net.es.esmond.storage.sql.internal.pool;

import java.sql.SQLException;
import java.util.Objects;
import net.es.esmond.storage.conf.HostPort;

/**
 * A server's state as it was last seen.
 *
 * @param server the server
 * @param role the role of the server
 * @param timeline the timeline, which grows by one with every promotion; 0 where unknown
 * @param answer the server's answer, or why there was none, for operators
 * @param sqlState SQLState of the failure; empty for none
 */
record ServerState(HostPort server, Role role, long timeline, String answer, String sqlState) {
  enum Role {
    PRIMARY,
    STANDBY,
    /** The server is no standby, but is set to refuse writes. */
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
