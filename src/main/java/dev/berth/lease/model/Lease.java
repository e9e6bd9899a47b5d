package dev.berth.lease.model;

import dev.berth.kernel.LeaseId;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.UserId;
import java.time.Duration;
import java.time.Instant;

/**
 * The right of one user to one workspace for a time. {@code hostKey} is the public half, as {@code
 * ssh-ed25519 AAAA…}; {@code version} fences writers that read an older state.
 */
public record Lease(
    LeaseId id,
    UserId owner,
    String name,
    LeaseSpec spec,
    NodeId node,
    PortNumber sshPort,
    String hostKey,
    Term term,
    LeaseState state,
    Instant createdAt,
    long version) {

  private static final Duration ROUND = Duration.ofMinutes(1);

  public Lease with(LeaseState next) {
    return new Lease(id, owner, name, spec, node, sshPort, hostKey, term, next, createdAt, version);
  }

  public Lease with(Term next) {
    return new Lease(
        id, owner, name, spec, node, sshPort, hostKey, next, state, createdAt, version);
  }

  public Lease atVersion(long next) {
    return new Lease(id, owner, name, spec, node, sshPort, hostKey, term, state, createdAt, next);
  }

  public Lease onPort(PortNumber next) {
    return new Lease(id, owner, name, spec, node, next, hostKey, term, state, createdAt, version);
  }

  /**
   * When the watchdog must look at this lease again by itself. A running one is looked at every
   * {@link #ROUND}, for the engine may lose an event.
   */
  public Instant nextCheck(Instant now) {
    return switch (state) {
      case LeaseState.Starting(_, _, var notBefore, _) -> notBefore;
      case LeaseState.Running _ ->
          now.plus(ROUND).isBefore(term.expiresAt()) ? now.plus(ROUND) : term.expiresAt();
      case LeaseState.Stopping _, LeaseState.Releasing _, LeaseState.Released _ -> now;
      case LeaseState.Stopped _, LeaseState.Failed _ -> term.expiresAt();
      case LeaseState.Expired _ -> term.graceEndsAt();
    };
  }

  public boolean isLive() {
    return !(state instanceof LeaseState.Released);
  }
}
