package dev.berth.lease.model;

import dev.berth.grant.model.Gpu;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.Protocol;
import dev.berth.kernel.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The right of one user to one workspace for a time. {@code ports} are those it holds of its node;
 * {@code gpus} too, or, while it rests or waits, those it held last and its container is made for;
 * {@code hostKey} is the public half, as {@code ssh-ed25519 AAAA…}; {@code generation} counts the
 * changes for which the container is made anew; {@code version} fences writers that read an older
 * state.
 */
public record Lease(
    LeaseId id,
    UserId owner,
    String name,
    LeaseSpec spec,
    NodeId node,
    List<GrantedPort> ports,
    List<Gpu> gpus,
    String hostKey,
    Term term,
    LeaseState state,
    Instant createdAt,
    int generation,
    long version) {

  /** Each re-creation is one more layer, and an engine stacks some 120. */
  public static final int MOST_GENERATIONS = 50;

  private static final int SSH = 22;

  /** Due, and stays so where the clock is set back before anybody looks. */
  public static final Instant AT_ONCE = Instant.EPOCH;

  /** Between two looks at a running lease for which there is no other reason. */
  public static final Duration ROUND = Duration.ofMinutes(30);

  public Lease {
    ports = List.copyOf(ports);
    gpus = List.copyOf(gpus);
  }

  /** What it held last is forgotten with the release of one that rests or waits. */
  public Lease with(LeaseState next) {
    var moved = copy(name, spec, ports, term, next);
    return next instanceof LeaseState.Releasing && !holdsGpus() ? moved.holding(List.of()) : moved;
  }

  public Lease with(Term next) {
    return copy(name, spec, ports, next, state);
  }

  Lease with(List<GrantedPort> next) {
    return copy(name, spec, next, term, state);
  }

  Lease with(String nextName, LeaseSpec nextSpec) {
    return copy(nextName, nextSpec, ports, term, state);
  }

  public Lease atVersion(long next) {
    return new Lease(
        id,
        owner,
        name,
        spec,
        node,
        ports,
        gpus,
        hostKey,
        term,
        state,
        createdAt,
        generation,
        next);
  }

  /** With a container that is to be made anew, from a copy of the one it has. */
  public Lease renewed() {
    return new Lease(
        id,
        owner,
        name,
        spec,
        node,
        ports,
        gpus,
        hostKey,
        term,
        state,
        createdAt,
        generation + 1,
        version);
  }

  /** With another port of the host in place of {@code taken}. */
  public Lease moved(PortNumber taken, PortNumber next) {
    return with(
        ports.stream().map(port -> port.host().equals(taken) ? port.onHost(next) : port).toList());
  }

  private Lease copy(
      String name, LeaseSpec spec, List<GrantedPort> ports, Term term, LeaseState state) {
    return new Lease(
        id,
        owner,
        name,
        spec,
        node,
        ports,
        gpus,
        hostKey,
        term,
        state,
        createdAt,
        generation,
        version);
  }

  /** The port of the host on which the SSH server is found; only a lease with SSH has one. */
  public PortNumber sshPort() {
    return ports.stream()
        .filter(port -> port.container().value() == SSH && port.protocol() == Protocol.TCP)
        .map(GrantedPort::host)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("lease " + id + " has no SSH port"));
  }

  /**
   * When the watchdog must look at this lease after it was written. At one that runs {@link
   * #AT_ONCE}: what is inside of it may have to change.
   */
  public Instant nextCheck(Instant now) {
    return switch (state) {
      case LeaseState.Queued _ -> term.limit();
      case LeaseState.Offered offered -> offered.until();
      case LeaseState.Starting(_, _, var notBefore, _) -> notBefore;
      case LeaseState.Running _ -> AT_ONCE;
      case LeaseState.Stopping _, LeaseState.Releasing _, LeaseState.Released _ -> now;
      case LeaseState.Stopped _, LeaseState.Failed _ -> term.expiresAt();
      case LeaseState.Expired _ -> term.graceEndsAt();
    };
  }

  /**
   * When the watchdog must look again by itself after a look that found nothing to do. Whether what
   * runs has its container the sweeps see; a look every {@link #ROUND} is for all else, such as
   * limits that were changed by hand.
   */
  public Instant nextLook(Instant now) {
    if (!(state instanceof LeaseState.Running)) {
      return nextCheck(now);
    }
    var round = now.plus(ROUND);
    return round.isBefore(term.expiresAt()) ? round : term.expiresAt();
  }

  /**
   * Up again from where it rests: by way of the queue where it needs GPUs, for it gave its own
   * back.
   */
  public Lease started(LeaseState.Resting from, Instant now) {
    return with(spec.wantsGpus() ? from.queue(now) : from.start(now));
  }

  /**
   * Out of the queue, with these GPUs. The term is longer by the time of waiting. A container that
   * was made for other GPUs is made anew.
   */
  public Lease granted(LeaseState.Queued queued, List<Gpu> given, Instant now) {
    var next = with(term.later(Duration.between(queued.since(), now))).with(queued.granted(now));
    boolean others = !gpus.isEmpty() && !ids(gpus).equals(ids(given));
    return others ? next.holding(given).renewed() : next.holding(given);
  }

  /**
   * The same for one that wants to be asked first. Until it is claimed its term is reckoned from
   * the last instant at which it may be.
   */
  public Lease offered(LeaseState.Queued queued, List<Gpu> given, Instant now, Instant until) {
    var lease = granted(queued, given, now);
    return lease
        .with(lease.term.later(Duration.between(now, until)))
        .with(queued.offered(now, until));
  }

  /** Its term begins now. */
  public Lease claimed(LeaseState.Offered offered, Instant now) {
    return with(term.later(Duration.between(offered.until(), now))).with(offered.claim(now));
  }

  private Lease holding(List<Gpu> given) {
    return new Lease(
        id,
        owner,
        name,
        spec,
        node,
        ports,
        given,
        hostKey,
        term,
        state,
        createdAt,
        generation,
        version);
  }

  private static Set<GpuId> ids(List<Gpu> gpus) {
    return gpus.stream().map(Gpu::id).collect(Collectors.toSet());
  }

  /** Whether its GPUs are its own now. */
  public boolean holdsGpus() {
    return !gpus.isEmpty()
        && switch (state) {
          case LeaseState.Offered _,
              LeaseState.Active _,
              LeaseState.Stopping _,
              LeaseState.Releasing _ ->
              true;
          case LeaseState.Queued _, LeaseState.Resting _, LeaseState.Released _ -> false;
        };
  }

  /** By when it was to give back the GPUs that it gives back with this state. */
  public Instant gpusDue() {
    return term.isOver(state.since()) ? term.expiresAt() : state.since();
  }

  public boolean isLive() {
    return !(state instanceof LeaseState.Released);
  }
}
