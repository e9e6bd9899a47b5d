package dev.berth.access;

import dev.berth.access.Terminal.End;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import dev.berth.lease.Leases;
import dev.berth.lease.Owners;
import dev.berth.lease.model.LeaseState;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Whether somebody who is inside of a workspace may stay there. */
@Singleton
class Standing {

  private static final Logger LOG = Logger.getLogger(Standing.class);

  private final Leases leases;
  private final Owners owners;

  Standing(Leases leases, Owners owners) {
    this.leases = leases;
    this.owners = owners;
  }

  /** Why she has to go. Where the database is away nothing is concluded. */
  Optional<End> lost(UserId who, LeaseId lease) {
    try {
      var found = leases.find(new Leases.Caller(who, true), lease.value());
      if (found.filter(it -> it.state() instanceof LeaseState.Running).isEmpty()) {
        return Optional.of(End.LEASE_DOWN);
      }
      return owners.isLockedOut(who) || owners.isLockedOut(found.get().owner())
          ? Optional.of(End.LOCKED_OUT)
          : Optional.empty();
    } catch (RuntimeException e) {
      LOG.debugf(e, "not looked up");
      return Optional.empty();
    }
  }
}
