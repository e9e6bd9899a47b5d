package dev.berth.storm;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * All leases with what they hold, as the database had them at one moment: read in one statement,
 * and past Berth, which may be down.
 *
 * @param leases by id
 */
record Rows(Map<String, Row> leases) {

  private static final Pattern GPU = Pattern.compile("GPU-[0-9a-f-]{36}");

  /** For which a lease may fail: the disk was full, or the engine lost its container. */
  private static final String KEPT_BY_THE_ENGINE = "is kept by the engine";

  private static final List<String> FAULTS =
      List.of("no space left", "the engine was killed while it started this", KEPT_BY_THE_ENGINE);

  private static final Pattern COMMA = Pattern.compile(",");
  private static final Set<String> HOLDING = Set.of("starting", "running", "stopping", "releasing");

  /** In a storm the database may be away too. */
  static final class AwayException extends Exception {
    private static final long serialVersionUID = 1;

    AwayException(Exception cause) {
      super(cause);
    }
  }

  /**
   * @param wish number of GPUs it asks for
   * @param made the GPUs it has or had, by its own row
   * @param grants the GPUs it holds
   * @param hostPorts the ports it holds by its own row
   * @param portGrants number of ports it holds
   * @param starts how often it began to start
   * @param trouble why it failed, or what its last start ran into
   * @param madeAnew how often its container was gone and what was in it lost
   */
  record Row(
      String id,
      String owner,
      String state,
      Instant since,
      Instant expiresAt,
      int wish,
      Set<String> made,
      Set<String> grants,
      List<Integer> hostPorts,
      int portGrants,
      int starts,
      String trouble,
      boolean ssh,
      int madeAnew) {

    boolean is(String word) {
      return state.equals(word);
    }

    boolean isUp() {
      return is("starting") || is("running");
    }

    /** What a lease in the queue asks for. */
    Duration term() {
      return Duration.between(since, expiresAt);
    }

    private List<String> wrong() {
      var wrong = new ArrayList<String>();
      if (!HOLDING.contains(state) && !grants.isEmpty()) {
        wrong.add("holds GPUs though it is not up");
      }
      if (isUp() && grants.size() != wish) {
        wrong.add("is up without all its GPUs");
      }
      boolean gaveBack = is("releasing") && made.isEmpty();
      if (HOLDING.contains(state) && !gaveBack && !grants.equals(made)) {
        wrong.add("holds other GPUs than its row says");
      }
      if (is("failed") && FAULTS.stream().noneMatch(trouble::contains)) {
        wrong.add("failed for no fault of its own");
      }
      if (portGrants != (is("released") ? 0 : hostPorts.size())) {
        wrong.add("holds other ports than its row says");
      }
      return wrong;
    }
  }

  static Rows read(Database database) throws AwayException {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var found =
            statement.executeQuery(
                """
                select id, owner, state, since, expires_at, (spec -> 'gpus' ->> 'count')::int,
                  gpus::text,
                  (select coalesce(string_agg(port -> 'host' ->> 'value', ','), '')
                    from jsonb_array_elements(ports) port),
                  (select coalesce(string_agg(gpu, ','), '') from gpu_grant where lease_id = id),
                  (select count(*)::int from port_grant where lease_id = id),
                  (select count(*)::int from lease_event
                    where lease_id = id and kind = 'starting'),
                  coalesce(state_detail ->> 'text', ''), (spec ->> 'ssh')::boolean,
                  (select count(*)::int from lease_event
                    where lease_id = id and kind = 'made-anew')
                from lease order by id""")) {
      var leases = new HashMap<String, Row>();
      while (found.next()) {
        var row = row(found);
        leases.put(row.id(), row);
      }
      return new Rows(leases);
    } catch (SQLException e) {
      throw new AwayException(e);
    }
  }

  /** Names of images that were made of workspaces. */
  static List<String> snapshots(Database database) throws AwayException {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var found = statement.executeQuery("select name from image where made_of is not null")) {
      var names = new ArrayList<String>();
      while (found.next()) {
        names.add(found.getString(1));
      }
      return names;
    } catch (SQLException e) {
      throw new AwayException(e);
    }
  }

  private static Row row(ResultSet found) throws SQLException {
    return new Row(
        found.getString(1),
        found.getString(2),
        found.getString(3),
        found.getObject(4, OffsetDateTime.class).toInstant(),
        found.getObject(5, OffsetDateTime.class).toInstant(),
        found.getInt(6),
        uuids(found.getString(7)),
        uuids(found.getString(9)),
        hostPorts(found.getString(8)),
        found.getInt(10),
        found.getInt(11),
        found.getString(12),
        found.getBoolean(13),
        found.getInt(14));
  }

  private static List<Integer> hostPorts(String text) {
    return COMMA.splitAsStream(text).filter(port -> !port.isEmpty()).map(Integer::valueOf).toList();
  }

  private static Set<String> uuids(String text) {
    return GPU.matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** First ports of leases that rest or wait: nothing of Berth's listens there. */
  List<Integer> portsNotInUse() {
    return live().stream()
        .filter(row -> !HOLDING.contains(row.state()))
        .flatMap(row -> row.hostPorts().stream())
        .sorted()
        .toList();
  }

  List<Row> live() {
    return leases.values().stream().filter(row -> !row.is("released")).toList();
  }

  /** Of leases that failed because the engine keeps their ports, for none of its containers. */
  List<Row> keptByTheEngine() {
    return leases.values().stream()
        .filter(row -> row.is("failed") && row.trouble().contains(KEPT_BY_THE_ENGINE))
        .toList();
  }

  /** Leases that hold what they should not, or not what they should. */
  List<String> wrong() {
    return leases.values().stream()
        .flatMap(row -> row.wrong().stream().map(what -> row + " " + what))
        .toList();
  }

  /**
   * Whoever started since an earlier look past one that could have started in its place: it waited
   * longer, in both looks, and asks for no more GPUs for no longer a time. In what was free for the
   * one there was room for the other. Only among leases whose order is by age alone: of one owner,
   * or of owners who never had a GPU.
   */
  List<String> overtakings(Rows before) {
    var found = new ArrayList<String>();
    for (var older : leases.values()) {
      var earlier = before.leases.get(older.id());
      if (!older.is("queued") || earlier == null || !earlier.since().equals(older.since())) {
        continue;
      }
      for (var started : leases.values()) {
        var waited = before.leases.get(started.id());
        if (started.isUp()
            && waited != null
            && waited.is("queued")
            && waited.since().isAfter(older.since())
            && waited.wish() >= older.wish()
            && waited.term().compareTo(older.term()) >= 0
            && areOrderedByAge(older, started)) {
          found.add(started + ", which was " + waited + ", overtook " + older);
        }
      }
    }
    return found;
  }

  private boolean areOrderedByAge(Row waiting, Row started) {
    return waiting.owner().equals(started.owner())
        || (starts(waiting.owner()) == 0 && starts(started.owner()) == 1);
  }

  private int starts(String owner) {
    return leases.values().stream()
        .filter(row -> row.owner().equals(owner))
        .mapToInt(Row::starts)
        .sum();
  }
}
