package dev.berth.lease;

import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import java.util.Optional;
import java.util.Set;

/**
 * What to list.
 *
 * @param owner of one user, or of all
 * @param states state words; none means every state but released
 * @param before only leases older than this one, for the next page
 * @param limit 1 to 201
 */
public record LeaseQuery(
    Optional<UserId> owner, Set<String> states, Optional<LeaseId> before, int limit) {

  public LeaseQuery {
    states = Set.copyOf(states);
  }
}
