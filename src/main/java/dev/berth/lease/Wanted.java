package dev.berth.lease;

import dev.berth.lease.model.LeaseSpec;
import java.time.Duration;
import java.util.Map;

/**
 * A lease that is asked for, everything checked.
 *
 * @param name unique among the owner's live leases
 * @param ttl within the plan's longest term
 * @param secretEnv values of the variables that {@code spec} only names
 */
public record Wanted(String name, LeaseSpec spec, Duration ttl, Map<String, String> secretEnv) {

  public Wanted {
    secretEnv = Map.copyOf(secretEnv);
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "Wanted[" + name + ", " + spec + ", " + ttl + "]";
  }
}
