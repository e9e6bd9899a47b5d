package dev.berth.plan.store;

import dev.berth.kernel.UserId;
import dev.berth.plan.PersonalLimitStore;
import dev.berth.plan.model.LimitName;
import dev.berth.plan.model.PersonalLimit;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.hibernate.Session;

/** Keeps exceptions from plans in PostgreSQL. */
@ApplicationScoped
class PanachePersonalLimitStore implements PersonalLimitStore {

  private final Session database;

  PanachePersonalLimitStore(Session database) {
    this.database = database;
  }

  @Override
  public List<PersonalLimit> of(UserId owner) {
    return inTransaction(
        () ->
            database
                .createNativeQuery(
                    """
                    select limit_name, amount, until, reason from personal_limit
                    where owner = ?1 order by limit_name collate "C\"""",
                    Object[].class)
                .setParameter(1, owner.value())
                .getResultStream()
                .map(row -> model(owner, row))
                .toList());
  }

  private static PersonalLimit model(UserId owner, Object[] row) {
    return new PersonalLimit(
        owner,
        LimitName.of((String) row[0]).orElseThrow(),
        ((Number) row[1]).longValue(),
        (Instant) row[2],
        (String) row[3]);
  }

  @Override
  public boolean put(PersonalLimit limit) {
    return inTransaction(
        () -> {
          // The owner's row serialises two that put the same at once.
          database
              .createNativeQuery(
                  "select 1 from account where handle = ?1 for no key update", Integer.class)
              .setParameter(1, limit.owner().value())
              .getSingleResult();
          boolean replaced = delete(limit.owner(), limit.limit());
          database
              .createNativeMutationQuery(
                  "insert into personal_limit (owner, limit_name, amount, until, reason)"
                      + " values (?1, ?2, ?3, ?4, ?5)")
              .setParameter(1, limit.owner().value())
              .setParameter(2, limit.limit().word())
              .setParameter(3, limit.amount())
              .setParameter(4, limit.until())
              .setParameter(5, limit.reason())
              .executeUpdate();
          return !replaced;
        });
  }

  @Override
  public boolean remove(UserId owner, LimitName limit) {
    return inTransaction(() -> delete(owner, limit));
  }

  private boolean delete(UserId owner, LimitName limit) {
    return database
            .createNativeMutationQuery(
                "delete from personal_limit where owner = ?1 and limit_name = ?2")
            .setParameter(1, owner.value())
            .setParameter(2, limit.word())
            .executeUpdate()
        == 1;
  }

  private static <T> T inTransaction(Callable<T> work) {
    return QuarkusTransaction.joiningExisting().call(work);
  }
}
