package dev.berth.lease;

import dev.berth.grant.model.GpuQueue;
import dev.berth.kernel.ClockSkew;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.NewLease;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A lease as {@link InMemoryLeaseStore} keeps it. */
final class InMemoryRow {

  private static final int MAX_MESSAGE = 2_000;

  final NewLease request;
  final List<LeaseEvent> events = new ArrayList<>();
  Lease lease;
  Optional<byte[]> secrets;
  @Nullable Instant nextCheck;
  Instant termSetAt;
  @Nullable Instant nextWarning;
  GpuQueue.Orders orders = GpuQueue.Orders.NONE;

  InMemoryRow(NewLease request, Lease lease) {
    this.request = request;
    this.lease = lease;
    this.nextCheck = request.now();
    this.termSetAt = request.now();
    this.nextWarning = request.now();
    this.secrets = request.sealedSecrets();
  }

  boolean isDue(Instant now) {
    return nextCheck != null
        && (!nextCheck.isAfter(now)
            || switch (lease.state()) {
              case LeaseState.Starting _, LeaseState.Stopping _, LeaseState.Releasing _ ->
                  ClockSkew.isAhead(nextCheck, now);
              case LeaseState.Running _ -> ClockSkew.isAhead(nextCheck, now.plus(Lease.ROUND));
              default -> false;
            });
  }

  /** To be called before {@link #lease} is replaced. */
  void warnAnew(Lease next, Instant now) {
    boolean sameTerm = next.term().expiresAt().equals(lease.term().expiresAt());
    if (!sameTerm) {
      termSetAt = now;
    }
    if (!sameTerm || !next.state().word().equals(lease.state().word())) {
      nextWarning = next.isLive() ? now : null;
    }
  }

  void append(String kind, String message, Instant at) {
    String text = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message;
    events.add(new LeaseEvent(events.size() + 1, at, kind, text));
  }
}
