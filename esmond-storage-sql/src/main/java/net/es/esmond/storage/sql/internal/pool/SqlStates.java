package net.es.esmond.storage.sql.internal.pool;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL's error codes mean for a caller. */
final class SqlStates {
  /** Written to a server that takes no writes: a demoted primary, usually. */
  static final String READ_ONLY = "25006";

  private SqlStates() {}

  enum Meaning {
    /** This connection or server cannot serve; another may. */
    CONNECTION,
    /** Lost against a concurrent transaction; the same statement may succeed at once. */
    CONFLICT,
    /** The statement took longer than it was given. */
    TIMEOUT,
    CREDENTIALS,
    /** Repeating would not help. */
    REFUSED
  }

  /** For errors and logs. */
  static String describe(SQLException e) {
    return e.getSQLState() == null
        ? String.valueOf(e.getMessage())
        : e.getMessage() + " (SQLState " + e.getSQLState() + ")";
  }

  static Meaning of(SQLException e) {
    return of(e.getSQLState());
  }

  static Meaning of(@Nullable String sqlState) {
    if (sqlState == null || sqlState.isEmpty()) {
      // The pool's own errors carry no code: it had no connection to give.
      return Meaning.CONNECTION;
    }
    return switch (sqlState) {
      case "40001", "40P01", "55P03" -> Meaning.CONFLICT;
      case "57014" -> Meaning.TIMEOUT;
      case READ_ONLY, "53300", "57P01", "57P02", "57P03", "57P05" -> Meaning.CONNECTION;
      default -> {
        if (sqlState.startsWith("08")) {
          yield Meaning.CONNECTION;
        }
        yield sqlState.startsWith("28") ? Meaning.CREDENTIALS : Meaning.REFUSED;
      }
    };
  }
}
