package dev.berth.database;

import java.net.ConnectException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Objects;
import java.util.stream.Stream;

/** Tells a database that does not answer from one that refuses a statement. */
public final class DatabaseFailure {

  private static final int MAX_DEPTH = 20;

  private DatabaseFailure() {}

  public static boolean isUnavailable(Throwable failure) {
    return causes(failure)
        .anyMatch(
            cause ->
                cause instanceof ConnectException
                    || cause instanceof SQLTransientException
                    || (cause instanceof SQLException sql && isConnectionState(sql)));
  }

  /** True where PostgreSQL can't keep a text: it has a NUL, which no check of ours looked for. */
  public static boolean isBadText(Throwable failure) {
    return causes(failure)
        .anyMatch(cause -> cause instanceof SQLException sql && hasState(sql, "22021", "22P05"));
  }

  private static boolean isConnectionState(SQLException e) {
    // 08: connection, 53: out of connections or disk, 57P: shut down, crashed or starting. The
    // pool's own time-out carries no state.
    return hasState(e, "08", "53", "57P")
        || (e.getSQLState() == null
            && String.valueOf(e.getMessage()).contains("cquisition timeout"));
  }

  private static boolean hasState(SQLException e, String... prefixes) {
    String state = Objects.requireNonNullElse(e.getSQLState(), "");
    return Stream.of(prefixes).anyMatch(state::startsWith);
  }

  /** All that led to a failure. A commit that failed carries what did so as suppressed. */
  private static Stream<Throwable> causes(Throwable failure) {
    return chain(failure)
        .flatMap(
            cause ->
                Stream.concat(
                    Stream.of(cause),
                    Stream.of(cause.getSuppressed()).flatMap(DatabaseFailure::chain)));
  }

  private static Stream<Throwable> chain(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).limit(MAX_DEPTH);
  }
}
