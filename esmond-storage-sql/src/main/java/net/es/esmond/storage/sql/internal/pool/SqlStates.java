package net.es.esmond.storage.sql.internal.pool;

import java.sql.SQLException;
import net.es.esmond.storage.internal.text.RootCause;
import org.jspecify.annotations.Nullable;

/** Tells what PostgreSQL's error codes (SQLState) mean for a call. */
final class SqlStates {
  /** The server takes no writes: usually a demoted primary. */
  static final String READ_ONLY = "25006";

  /** The statement took effect, but perhaps not for good. */
  static final String COMPLETION_UNKNOWN = "40003";

  private SqlStates() {}

  enum Meaning {
    /** This connection or server cannot serve, but another one may. */
    CONNECTION,
    /** The call lost against a concurrent transaction, and may succeed when repeated at once. */
    CONFLICT,
    /**
     * The server could not do it now, and may later: it lacks disk or memory, its disk failed, or
     * no synchronous standby took the write.
     */
    EXHAUSTED,
    /** The statement was cancelled, as it took too long. */
    TIMEOUT,
    /** The server refused the user or the password. */
    CREDENTIALS,
    /** A text of the caller has a character that the database's encoding lacks. */
    UNTRANSLATABLE_TEXT,
    /** The server refused the statement, and would refuse it again. */
    REFUSED
  }

  /** Returns the words of any failure, for errors and logs. */
  static String describe(Throwable e) {
    return e instanceof SQLException sql ? describe(sql) : RootCause.appended(e.toString(), e);
  }

  /** Returns message, SQLState and the words of the root cause, for errors and logs. */
  static String describe(SQLException e) {
    return RootCause.appended(
        e.getSQLState() == null
            ? String.valueOf(e.getMessage())
            : e.getMessage() + " (SQLState " + e.getSQLState() + ")",
        e);
  }

  static Meaning of(SQLException e) {
    return of(e.getSQLState());
  }

  static Meaning of(@Nullable String sqlState) {
    if (sqlState == null || sqlState.isEmpty()) {
      // An error of the pool has no code: the pool had no connection to give.
      return Meaning.CONNECTION;
    }
    return switch (sqlState) {
      case "40001", "40P01", "55P03" -> Meaning.CONFLICT;
      case "57014" -> Meaning.TIMEOUT;
      case "22021", "22P05" -> Meaning.UNTRANSLATABLE_TEXT;
      case COMPLETION_UNKNOWN -> Meaning.EXHAUSTED;
      // 25P03: this process was held in a transaction, which the server gave up.
      case READ_ONLY, "25P03", "53300", "57P01", "57P02", "57P03", "57P05" -> Meaning.CONNECTION;
      default -> {
        if (sqlState.startsWith("08")) {
          yield Meaning.CONNECTION;
        }
        if (sqlState.startsWith("53") || sqlState.startsWith("58")) {
          yield Meaning.EXHAUSTED;
        }
        yield sqlState.startsWith("28") ? Meaning.CREDENTIALS : Meaning.REFUSED;
      }
    };
  }
}
