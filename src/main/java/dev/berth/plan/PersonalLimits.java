package dev.berth.plan;

import dev.berth.audit.Audit;
import dev.berth.kernel.UserId;
import dev.berth.plan.model.LimitName;
import dev.berth.plan.model.PersonalLimit;
import dev.berth.plan.model.Plan;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Exceptions from plans that admins make for single users, each for a time and with a reason. */
@Singleton
public class PersonalLimits {

  private final PersonalLimitStore store;
  private final Audit audit;
  private final InstantSource clock;
  private final Event<LimitsChanged> changed;

  public PersonalLimits(
      PersonalLimitStore store, Audit audit, InstantSource clock, Event<LimitsChanged> changed) {
    this.store = store;
    this.audit = audit;
    this.clock = clock;
    this.changed = changed;
  }

  /** A plan as it is for this user now. */
  public Plan over(Plan plan, UserId owner) {
    var limits = PersonalLimit.over(plan.limits(), store.of(owner), clock.instant());
    return new Plan(plan.name(), limits, plan.permissions());
  }

  /** By the limit's name, those that are over among them. */
  public List<PersonalLimit> of(UserId owner) {
    return store.of(owner);
  }

  public Instant now() {
    return clock.instant();
  }

  /** Creates or replaces; true if there was none. The owner must exist. */
  public boolean put(UserId actor, PersonalLimit limit) {
    return audit.together(
        () -> {
          boolean created = store.put(limit);
          audit.record(
              actor.value(),
              created ? "exception.create" : "exception.change",
              limit.owner().value(),
              "%s=%s until %s: %s"
                  .formatted(
                      limit.limit().word(),
                      limit.limit().text(limit.amount()),
                      limit.until(),
                      limit.reason()));
          changed.fire(new LimitsChanged(Optional.of(limit.owner())));
          return created;
        });
  }

  /** False if there is none. */
  public boolean remove(UserId actor, UserId owner, LimitName limit) {
    return audit.together(
        () -> {
          boolean removed = store.remove(owner, limit);
          if (removed) {
            audit.record(actor.value(), "exception.remove", owner.value(), limit.word());
            changed.fire(new LimitsChanged(Optional.of(owner)));
          }
          return removed;
        });
  }
}
