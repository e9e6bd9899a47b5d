package dev.berth.api;

import java.net.ConnectException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import org.jspecify.annotations.Nullable;

/** Tells a database that does not answer from one that refuses a statement. */
final class DatabaseFailure {

  private static final int MAX_DEPTH = 20;

  private DatabaseFailure() {}

  static boolean isUnavailable(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
      if (cause instanceof ConnectException
          || cause instanceof SQLTransientException
          || (cause instanceof SQLException sql && isConnectionState(sql))) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static boolean isConnectionState(SQLException e) {
    @Nullable String state = e.getSQLState();
    // The pool's own time-out carries no state. 08: connection, 53: out of connections or disk,
    // 57P: shut down, crashed or starting.
    return state == null
        ? String.valueOf(e.getMessage()).contains("cquisition timeout")
        : state.startsWith("08") || state.startsWith("53") || state.startsWith("57P");
  }
}
