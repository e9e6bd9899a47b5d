package dev.berth.idle;

import dev.berth.audit.Audit;
import dev.berth.lease.Change;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.Leases;
import dev.berth.lease.Leases.Caller;
import dev.berth.lease.model.Lease;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Keeps workspaces from being stopped for idleness, for a time. */
@Singleton
public class KeepAwake {

  private final Leases leases;
  private final LeaseStore store;
  private final IdleStore idle;
  private final Audit audit;
  private final InstantSource clock;

  public KeepAwake(
      Leases leases, LeaseStore store, IdleStore idle, Audit audit, InstantSource clock) {
    this.leases = leases;
    this.store = store;
    this.idle = idle;
    this.audit = audit;
    this.clock = clock;
  }

  /** From now on for this long, whatever was asked for before. */
  public Change keep(Caller caller, String idOrName, Duration time) {
    var until = clock.instant().plus(time).truncatedTo(ChronoUnit.SECONDS);
    return change(caller, idOrName, Optional.of(until));
  }

  /** Not any longer. */
  public Change end(Caller caller, String idOrName) {
    return change(caller, idOrName, Optional.empty());
  }

  private Change change(Caller caller, String idOrName, Optional<Instant> until) {
    var lease = leases.find(caller, idOrName);
    if (lease.isEmpty()) {
      return new Change.NoSuchLease();
    }
    if (!lease.get().isLive()) {
      return new Change.NotNow("the lease is released; ask for a new one");
    }
    return audit.together(() -> write(caller, lease.get(), until));
  }

  private Change write(Caller caller, Lease lease, Optional<Instant> until) {
    var now = clock.instant();
    idle.keepAwake(lease.id(), until, now);
    store.addEvent(
        lease.id(),
        "keep-awake",
        until
            .map(end -> "is not stopped for doing nothing until " + end)
            .orElse("is stopped again when it does nothing"),
        now);
    audit.record(
        caller.who().value(),
        "lease.keep-awake",
        lease.id().value(),
        until.map(end -> "until " + end).orElse("ended"));
    return new Change.Done(lease);
  }
}
