package dev.berth.storm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What piles up in a replica of Berth that loses count of its threads, files or connections. */
final class Leaks {

  /** As many as it has at work, by a wide margin; what leaks goes on. */
  private static final int MOST_THREADS = 150;

  private static final int MOST_FILES = 500;

  /** The pool's size, by default. */
  private static final int MOST_SESSIONS = 20;

  private Leaks() {}

  /** What there is too much of. */
  static List<String> of(Rig rig) throws IOException, SQLException {
    var found = new ArrayList<String>();
    for (var berth : rig.replicas()) {
      long pid = berth.process().orElseThrow().pid();
      check(found, count(pid, "task"), MOST_THREADS, "threads of Berth " + pid);
      check(found, count(pid, "fd"), MOST_FILES, "open files of Berth " + pid);
    }
    check(
        found,
        sessions(rig.database()),
        (long) rig.replicas().size() * MOST_SESSIONS,
        "sessions of Berth in PostgreSQL");
    return found;
  }

  private static void check(List<String> found, long count, long most, String what) {
    if (count > most) {
      found.add(count + " " + what);
    }
  }

  private static long count(long pid, String directory) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid, directory))) {
      return files.count();
    }
  }

  private static long sessions(Database database) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var found =
            statement.executeQuery(
                """
                select count(*) from pg_stat_activity
                where backend_type = 'client backend' and pid <> pg_backend_pid()""")) {
      found.next();
      return found.getLong(1);
    }
  }
}
