package dev.berth.watchdog;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.NOON;

import dev.berth.account.Account;
import dev.berth.account.AccountStore;
import dev.berth.account.Role;
import dev.berth.engine.EngineException;
import dev.berth.grant.model.PortRange;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.UserId;
import dev.berth.lease.LeaseQuery;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.SampleLeases;
import dev.berth.plan.model.SampleLimits;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Any number of leases that run since noon in a real database, each with its container in an engine
 * in memory, beside as many again that are over. Twenty to a user; eight of them hold a GPU.
 */
final class Crowd {

  private static final Pattern CONSTANT = Pattern.compile("\\$\\d+|\\b\\d+\\b");
  private static final int EACH = 20;
  private static final int GPUS = 8;
  private static final int FIRST_PORT = 20_000;
  private static final int PAGE = 1000;

  /** Ids are numbers. */
  private static final int OVER = 100_000;

  private static final int LIVE = 200_000;

  private static final String COPIES =
      """
      insert into lease select (jsonb_populate_record(lease, jsonb_build_object(
        'id', lpad(cast(%d + n as text), 26, '0'), 'owner', 'user' || n / %d, 'name', 'box' || n,
        'ports', jsonb_set(ports, '{0,host,value}', to_jsonb(%d + n)),
        'next_warning_at', cast(null as timestamptz)))).*
      from lease, generate_series(1, %d) n where lease.id = '%s'""";

  /** Those of this database, without what the driver asks of the catalogue. */
  private static final String BLOCKS =
      """
      select query, (shared_blks_hit + shared_blks_read) / calls from pg_stat_statements
      where dbid = (select oid from pg_database where datname = current_database())
      and query not like '%pg_%'""";

  private final LeaseStore leases;
  private final AccountStore accounts;
  private final DataSource database;
  private final Random random = new Random(42);
  private int size;

  Crowd(LeaseStore leases, AccountStore accounts, DataSource database) {
    this.leases = leases;
    this.accounts = accounts;
    this.database = database;
  }

  /** Empties the database and fills it. */
  World gather(int size) throws EngineException {
    this.size = size;
    sql("create extension if not exists pg_stat_statements");
    sql("truncate account, gpu cascade");
    var world = new World(_ -> leases);
    accounts.create(new Account.New(ADA, Role.USER, "default", NOON)).orElseThrow();
    for (int user = 0; user <= size / EACH; user++) {
      var account = new Account.New(new UserId("user" + user), Role.USER, "default", NOON);
      accounts.create(account).orElseThrow();
      world.accounts.create(account);
    }
    copy(pattern(), size);
    up(world);
    sql("vacuum analyze");
    return world;
  }

  private Lease pattern() {
    var rules =
        new Admission.Rules(
            new PortRange(new PortNumber(FIRST_PORT), new PortNumber(FIRST_PORT)),
            SampleLimits.leases(1));
    var first = leases.admit(SampleLeases.request(1, ADA, "pattern"), rules);
    var lease = ((Admission.Admitted) first).lease();
    leases.replace(lease.with(new Running(NOON, 1)), NOON, NOON);
    return lease;
  }

  private void copy(Lease first, int size) {
    copy(first, size, OVER);
    sql(
        """
        update lease set state = 'released', state_detail = '{"by": "OWNER"}', next_check_at = null
        where id <> '%s'"""
            .formatted(first.id()));
    copy(first, size, LIVE);
    List.of("port_grant", "lease_use", "lease_event", "workspace_watch", "idle_watch")
        .forEach(table -> sql("delete from " + table));
    sql("delete from lease where id = '%s'".formatted(first.id()));
    sql(
        """
        insert into port_grant select 'local', cast(ports #>> '{0,host,value}' as int), id
        from lease where state = 'running'""");
    sql(
        """
        insert into workspace_watch (lease_id, looked_at)
        select id, since from lease where state = 'running'""");
    sql(
        """
        insert into idle_watch (lease_id, next_at, turn)
        select id, since + interval '1 minute', 1 from lease where state = 'running'""");
    sql(
        """
        insert into lease_use (lease_id, owner, plan, labels, gpus, from_at)
        select id, owner, 'default', '{}', '{}', since from lease""");
    sql(
        """
        insert into gpu (id, node, idx, model, memory_bytes, present, clean, used_mebibytes,
          processes, seen_at)
        select 'GPU-' || n, 'local', n, 'A100', 1000000000, true, true, 0, 0, now()
        from generate_series(0, %d) n"""
            .formatted(GPUS - 1));
    sql(
        """
        insert into gpu_grant select 'GPU-' || row_number() over () - 1, id
        from (select id from lease where state = 'running' order by id limit %d) holders"""
            .formatted(GPUS));
  }

  private void copy(Lease first, int size, int offset) {
    sql(COPIES.formatted(offset, EACH, FIRST_PORT, size, first.id()));
  }

  /** Each has a container that runs, and has been looked at once. */
  private void up(World world) throws EngineException {
    var image = world.images.find("debian").orElseThrow().source();
    world.engine.addImage(image);
    var next = Optional.<LeaseId>empty();
    while (true) {
      var page = leases.list(new LeaseQuery(Optional.empty(), Set.of(), next, PAGE));
      for (var lease : page) {
        var container = Containers.of(lease, image, List.of(), "127.0.0.1");
        world.engine.create(container);
        world.engine.start(container.name());
        world.berth.watchdog.lease(lease.id());
      }
      world.berth.tasks.runAll();
      if (page.size() < PAGE) {
        return;
      }
      next = Optional.of(page.getLast().id());
    }
  }

  /**
   * Makes so many leases due now, also for a look at their use, chosen by lot. The others are not
   * after their first look.
   */
  void due(int number) {
    var chosen =
        random
            .ints(1, size + 1)
            .distinct()
            .limit(number)
            .mapToObj(n -> "'" + SampleLeases.id(LIVE + n) + "'")
            .collect(Collectors.joining(","));
    sql(
        "update lease set next_check_at = timestamptz '%s' where id in (%s)"
            .formatted(NOON, chosen));
    sql(
        "update idle_watch set next_at = timestamptz '%s' where lease_id in (%s)"
            .formatted(NOON, chosen));
  }

  /** Not in a transaction, for {@code vacuum}. */
  void sql(String sql) {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Blocks of the database that each statement of some work looks at, each time it is run. */
  Map<String, Long> blocks(Runnable work) {
    sql("select pg_stat_statements_reset()");
    work.run();
    try (var connection = database.getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(BLOCKS)) {
      var blocks = new HashMap<String, Long>();
      while (rows.next()) {
        // Whether a constant is one more parameter hangs on how the statement was met first.
        blocks.merge(
            CONSTANT.matcher(rows.getString(1)).replaceAll("?"), rows.getLong(2), Long::sum);
      }
      return blocks;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
