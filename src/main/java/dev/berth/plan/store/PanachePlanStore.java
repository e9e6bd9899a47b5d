package dev.berth.plan.store;

import dev.berth.plan.PlanStore;
import dev.berth.plan.model.Plan;
import dev.berth.plan.model.PlanSettings;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Keeps plans in PostgreSQL. Accounts refer to them by a foreign key, so none goes that is in use;
 * the lock that this key takes on a plan's row is what {@link #hold} takes too.
 */
@ApplicationScoped
class PanachePlanStore implements PlanStore {

  private final PlanRepository rows;

  PanachePlanStore(PlanRepository rows) {
    this.rows = rows;
  }

  @Override
  public Optional<PlanSettings> find(String name) {
    return inTransaction(() -> rows.findByIdOptional(name).map(PlanEntity::toModel));
  }

  @Override
  public List<PlanSettings> list() {
    return inTransaction(
        () -> rows.list("order by name").stream().map(PlanEntity::toModel).toList());
  }

  @Override
  public boolean put(PlanSettings plan) {
    return inTransaction(
        () -> {
          boolean created =
              rows.getSession()
                      .createNativeMutationQuery(
                          "insert into plan (name) values (?1) on conflict (name) do nothing")
                      .setParameter(1, plan.name())
                      .executeUpdate()
                  == 1;
          Objects.requireNonNull(rows.findById(plan.name(), LockModeType.PESSIMISTIC_WRITE))
              .set(plan);
          return created;
        });
  }

  @Override
  public Removal remove(String name) {
    if (name.equals(Plan.DEFAULT)) {
      return new Removal.IsDefault();
    }
    return inTransaction(
        () -> {
          // "for update" and not Hibernate's weaker lock: it waits for those who are taking the
          // plan, and whoever comes later waits for us.
          var locked =
              rows.getSession()
                  .createNativeQuery(
                      "select name from plan where name = ?1 for update", Object.class)
                  .setParameter(1, name)
                  .list();
          if (locked.isEmpty()) {
            return new Removal.NoSuchPlan();
          }
          long accounts =
              rows.getSession()
                  .createNativeQuery("select count(*) from account where plan = ?1", Long.class)
                  .setParameter(1, name)
                  .getSingleResult();
          if (accounts > 0) {
            return new Removal.InUse(accounts);
          }
          rows.deleteById(name);
          return new Removal.Removed();
        });
  }

  @Override
  public boolean hold(String name) {
    return inTransaction(
        () ->
            !rows.getSession()
                .createNativeQuery(
                    "select name from plan where name = ?1 for key share", Object.class)
                .setParameter(1, name)
                .list()
                .isEmpty());
  }

  private static <T> T inTransaction(Callable<T> work) {
    return QuarkusTransaction.joiningExisting().call(work);
  }
}
