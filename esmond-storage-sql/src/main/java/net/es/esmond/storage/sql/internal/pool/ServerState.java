package net.es.esmond.storage.sql.internal.pool;

import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.internal.ClassPathFault;

/**
 * A server's state as it was last seen.
 *
 * @param server the server
 * @param role the role of the server
 * @param cluster the system identifier, which a server shares with its standbys only, and which a
 *     new cluster has anew; 0 where unknown
 * @param timeline the timeline, which grows by one with every promotion; 0 where unknown
 * @param answer the server's answer, or why there was none, for operators
 * @param sqlState SQLState of the failure; empty for none
 * @param fault what is wrong with this process's class path, so that no server can be asked
 */
record ServerState(
    HostPort server,
    Role role,
    long cluster,
    long timeline,
    String answer,
    String sqlState,
    Optional<ConfException> fault) {
  enum Role {
    PRIMARY,
    STANDBY,
    /** The server is no standby, but is set to refuse writes. */
    READ_ONLY,
    UNREACHABLE
  }

  ServerState(
      HostPort server, Role role, long cluster, long timeline, String answer, String sqlState) {
    this(server, role, cluster, timeline, answer, sqlState, Optional.empty());
  }

  /** A server that could not be asked, for whatever reason. */
  static ServerState unreachable(HostPort server, Throwable e) {
    String sqlState = e instanceof SQLException sql ? sql.getSQLState() : null;
    return new ServerState(
        server,
        Role.UNREACHABLE,
        0,
        0,
        SqlStates.describe(e),
        Objects.requireNonNullElse(sqlState, ""),
        ClassPathFault.of(e));
  }

  /** Says whether the server answered at all, if only with an error. */
  boolean answered() {
    return role != Role.UNREACHABLE
        || fault.isPresent()
        || !(sqlState.isEmpty() || sqlState.startsWith("08"));
  }

  /** Says whether the server refused the user, the password or the database, or cannot be asked. */
  boolean refused() {
    SqlStates.Meaning meaning = SqlStates.of(sqlState);
    return fault.isPresent()
        || role == Role.UNREACHABLE
            && (meaning == SqlStates.Meaning.CREDENTIALS || meaning == SqlStates.Meaning.REFUSED);
  }

  /** Says whether the server runs, but has no room for one more connection. */
  boolean isFull() {
    return role == Role.UNREACHABLE && sqlState.startsWith("53");
  }

  /** Returns the same state with a newer answer. */
  ServerState answering(String newer) {
    return new ServerState(server, role, cluster, timeline, newer, sqlState, fault);
  }

  /** Returns the code of an error about a refusal. */
  ErrorCode refusalCode() {
    return SqlStates.of(sqlState) == SqlStates.Meaning.CREDENTIALS
        ? ErrorCode.AUTHENTICATION_FAILED
        : ErrorCode.STORE_REFUSED;
  }

  /** Returns what the server refused, and then what to do. */
  String refusal() {
    return refusalCode() == ErrorCode.AUTHENTICATION_FAILED
        ? "PostgreSQL did not accept sql_db_user or sql_db_password; correct them"
        : "PostgreSQL refused the connection; mend what its answer names: " + answer;
  }
}
