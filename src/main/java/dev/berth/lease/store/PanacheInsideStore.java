package dev.berth.lease.store;

import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import dev.berth.lease.InsideStore;
import dev.berth.lease.model.Lease;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.hibernate.Session;

/** Keeps in PostgreSQL what is inside of workspaces. */
@ApplicationScoped
@Transactional
class PanacheInsideStore implements InsideStore {

  private final Session database;

  PanacheInsideStore(Session database) {
    this.database = database;
  }

  @Override
  public Map<Part, String> of(LeaseId lease) {
    var known = new EnumMap<Part, String>(Part.class);
    database
        .createNativeQuery(
            "select part, digest from workspace_content where lease_id = ?1", Object[].class)
        .setParameter(1, lease.value())
        .getResultList()
        .forEach(row -> known.put(Part.valueOf((String) row[0]), (String) row[1]));
    return known;
  }

  @Override
  public void write(LeaseId lease, Part part, String digest) {
    database
        .createNativeMutationQuery(
            """
            insert into workspace_content (lease_id, part, digest) values (?1, ?2, ?3)
            on conflict (lease_id, part) do update set digest = excluded.digest""")
        .setParameter(1, lease.value())
        .setParameter(2, part.name())
        .setParameter(3, digest)
        .executeUpdate();
  }

  @Override
  public void forget(LeaseId lease, Part part) {
    database
        .createNativeMutationQuery(
            "delete from workspace_content where lease_id = ?1 and part = ?2")
        .setParameter(1, lease.value())
        .setParameter(2, part.name())
        .executeUpdate();
  }

  @Override
  public void forget(LeaseId lease) {
    database
        .createNativeMutationQuery("delete from workspace_content where lease_id = ?1")
        .setParameter(1, lease.value())
        .executeUpdate();
  }

  @Override
  public void outdated(UserId owner) {
    database
        .createNativeMutationQuery(
            """
            update lease set next_check_at = ?2, version = version + 1
            where id in (
              select id from lease where owner = ?1 and state in ('starting', 'running')
              order by id for no key update)""")
        .setParameter(1, owner.value())
        .setParameter(2, Lease.AT_ONCE)
        .executeUpdate();
  }

  @Override
  public void forgetAll(Instant from, Duration within) {
    database
        .createNativeMutationQuery(
            """
            delete from workspace_content where (lease_id, part) in (
              select lease_id, part from workspace_content for update skip locked)""")
        .executeUpdate();
    database
        .createNativeMutationQuery(
            """
            update lease set next_check_at = least(
              next_check_at, cast(?1 as timestamptz) + random() * ?2 * interval '1 second')
            where id in (
              select id from lease where state = 'running' for no key update skip locked)""")
        .setParameter(1, from)
        .setParameter(2, within.toSeconds())
        .executeUpdate();
  }
}
