package dev.berth.plan;

import dev.berth.plan.model.PlanSettings;
import java.util.List;
import java.util.Optional;

/** Where plans are kept as admins set them. The plan {@code default} is always there. */
public interface PlanStore {

  Optional<PlanSettings> find(String name);

  /** By name. */
  List<PlanSettings> list();

  /** Creates or replaces a plan as a whole; true if there was none of this name. */
  boolean put(PlanSettings plan);

  /** Removes a plan that no account has. */
  Removal remove(String name);

  /**
   * Keeps a plan from being removed until the caller's transaction ends; false where there is none.
   */
  boolean hold(String name);

  /** Outcome of {@link #remove}. */
  sealed interface Removal {
    record Removed() implements Removal {}

    record NoSuchPlan() implements Removal {}

    /** It is the plan {@code default}. */
    record IsDefault() implements Removal {}

    /** So many accounts have it. */
    record InUse(long accounts) implements Removal {}
  }
}
