package dev.berth.storm;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What users were told of the ends of their leases. */
final class Told {

  private Told() {}

  /** Leases with more warnings in their history than the database has rows of what was due. */
  static List<String> twice(Database database) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var found =
            statement.executeQuery(
                """
                select lease_id, string_agg(message, '; ') from lease_event where kind = 'warning'
                group by lease_id having count(*) >
                  (select count(*) from lease_warning where lease_id = lease_event.lease_id)""")) {
      var twice = new ArrayList<String>();
      while (found.next()) {
        twice.add("%s was told too often: %s".formatted(found.getString(1), found.getString(2)));
      }
      return twice;
    }
  }
}
