package dev.berth.api;

import dev.berth.disk.DiskStore;
import dev.berth.gpu.LossStore;
import dev.berth.gpu.model.Loss;
import dev.berth.gpu.model.Watched;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import dev.berth.lease.Change;
import dev.berth.lease.DryRun;
import dev.berth.lease.LeaseChanges;
import dev.berth.lease.LeaseQuery;
import dev.berth.lease.LeaseQueue;
import dev.berth.lease.Leases;
import dev.berth.lease.QueuePlace;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.node.Node;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the lease resources share: who calls, and how outcomes become answers or problems. */
@Singleton
class LeaseCalls {

  static final Set<String> STATES =
      Set.of(
          "queued",
          "offered",
          "starting",
          "running",
          "stopping",
          "stopped",
          "expired",
          "failed",
          "releasing",
          "released");

  private final Leases leases;
  private final LeaseQueue queue;
  private final LossStore losses;
  private final DiskStore disk;
  private final IdleViews idle;
  private final Caller caller;
  private final Node node;

  LeaseCalls(
      Leases leases,
      LeaseQueue queue,
      LossStore losses,
      DiskStore disk,
      IdleViews idle,
      Caller caller,
      Node node) {
    this.leases = leases;
    this.queue = queue;
    this.losses = losses;
    this.disk = disk;
    this.idle = idle;
    this.caller = caller;
    this.node = node;
  }

  Leases.Caller who() {
    return new Leases.Caller(caller.id(), caller.isAdmin());
  }

  LeaseView view(Lease lease) {
    return view(lease, beside(List.of(lease)));
  }

  /** What is known of leases beside themselves. */
  private record Beside(
      Map<LeaseId, QueuePlace> places,
      Map<LeaseId, Watched> losses,
      Map<LeaseId, LeaseView.DiskView> disk,
      Map<LeaseId, IdleView> idle) {}

  private Beside beside(List<Lease> shown) {
    return new Beside(
        shown.stream().anyMatch(LeaseCalls::isQueued) ? queue.places() : Map.of(),
        losses(shown),
        disk(shown),
        idle.of(shown));
  }

  private Map<LeaseId, LeaseView.DiskView> disk(List<Lease> shown) {
    var layers = disk.layers(shown.stream().filter(Lease::isLive).map(Lease::id).toList());
    var at = layers.isEmpty() ? Optional.<Instant>empty() : disk.last().at();
    var views = new HashMap<LeaseId, LeaseView.DiskView>();
    at.ifPresent(
        when -> layers.forEach((id, bytes) -> views.put(id, new LeaseView.DiskView(bytes, when))));
    return views;
  }

  private LeaseView view(Lease lease, Beside beside) {
    String trouble =
        beside
            .losses()
            .getOrDefault(lease.id(), Watched.NOTHING)
            .lossOfRun(lease.state().since())
            .map(Loss::text)
            .orElse(null);
    return LeaseView.of(
        lease,
        node.address(),
        trouble,
        beside.places().get(lease.id()),
        beside.disk().get(lease.id()),
        beside.idle().get(lease.id()),
        null);
  }

  private Map<LeaseId, Watched> losses(List<Lease> shown) {
    return losses.find(
        shown.stream()
            .filter(lease -> lease.state() instanceof LeaseState.Running && lease.holdsGpus())
            .map(Lease::id)
            .toList());
  }

  private static boolean isQueued(Lease lease) {
    return lease.state() instanceof LeaseState.Queued;
  }

  String host() {
    return node.address();
  }

  /** The lease, if it is the caller's to see; for everybody else it does not exist. */
  Lease find(String idOrName) {
    return leases.find(who(), idOrName).orElseThrow(() -> noSuchLease(idOrName));
  }

  List<Lease> live() {
    return leases.live(caller.id());
  }

  /** Own leases; for admins those of a user, or of all with {@code *}. */
  Optional<UserId> ownerFilter(@Nullable String owner) {
    if (owner == null || owner.equals(caller.id().value())) {
      return Optional.of(caller.id());
    }
    if (!caller.isAdmin()) {
      throw new ProblemException(ProblemType.FORBIDDEN, "only admins may list what is others'");
    }
    if (owner.equals("*")) {
      return Optional.empty();
    }
    if (!UserId.isValid(owner)) {
      throw ProblemException.invalid("owner", "must be a user's handle, or *");
    }
    return Optional.of(new UserId(owner));
  }

  /** One page; {@code state} is a comma-separated list of state words. */
  Page<LeaseView> list(
      Optional<UserId> owner,
      @Nullable String state,
      @Nullable String limit,
      @Nullable String cursor) {
    Set<String> states =
        state == null || state.isEmpty() ? Set.of() : Set.copyOf(List.of(state.split(",", -1)));
    if (!STATES.containsAll(states)) {
      throw ProblemException.invalid(
          "state", "must be of " + String.join(", ", STATES.stream().sorted().toList()));
    }
    var page = PageRequest.of(limit, cursor);
    var before =
        page.after(
            text ->
                LeaseId.isValid(text) ? Optional.of(new LeaseId(text)) : Optional.<LeaseId>empty());
    var found = leases.list(new LeaseQuery(owner, states, before, page.fetch()));
    var beside = beside(found);
    return page.page(found, lease -> lease.id().value(), lease -> view(lease, beside));
  }

  LeaseView done(Change change, String idOrName) {
    return done(change, idOrName, "until");
  }

  /** As above; {@code field} asked for the new expiry, so it is what is wrong with it. */
  LeaseView done(Change change, String idOrName, String field) {
    return switch (change) {
      case Change.Done(var lease) -> view(lease);
      case Change.NoSuchLease _ -> throw noSuchLease(idOrName);
      case Change.Refused(var reason, var detail) -> throw refused(reason, detail);
      case Change.NotNow(var why) -> throw new ProblemException(ProblemType.CONFLICT, why);
      case Change.TooLong(var limit) ->
          throw ProblemException.invalid(
              field, "must not move the expiry beyond " + limit + ", the latest possible");
      case Change.InThePast _ -> throw ProblemException.invalid(field, "must be in the future");
    };
  }

  /** The answer to a change, with how it is applied. */
  LeaseView changed(LeaseChanges.Result result, String idOrName) {
    return result.change() instanceof Change.Done(var lease)
        ? LeaseView.of(
            lease,
            node.address(),
            null,
            null,
            null,
            idle.of(List.of(lease)).get(lease.id()),
            result.effect())
        : done(result.change(), idOrName, "expiresAt");
  }

  Lease admitted(Admission admission) {
    return switch (admission) {
      case Admission.Admitted(var lease) -> lease;
      case Admission.Replayed(var lease) -> lease;
      case Admission.Refused(var reason, var detail) -> throw refused(reason, detail);
    };
  }

  /** What would have become of a request. */
  static DryRunView dryRun(DryRun.Outcome outcome, String path) {
    return switch (outcome) {
      case DryRun.Outcome.Admitted _ -> new DryRunView("admitted", null, null);
      case DryRun.Outcome.Queued(var place) ->
          new DryRunView("queued", LeaseView.QueueView.of(place), null);
      case DryRun.Outcome.Refused(var reason, var detail) -> {
        var problem = refused(reason, detail);
        yield new DryRunView(
            "refused", null, Problem.of(problem.type, problem.detail, path, problem.errors));
      }
    };
  }

  private static ProblemException refused(Admission.Reason reason, String detail) {
    return switch (reason) {
      case NAME_TAKEN ->
          new ProblemException(
              ProblemType.NAME_TAKEN, detail, List.of(new Problem.FieldError("name", detail)));
      case QUOTA_EXCEEDED, TOO_MANY_VOLUMES ->
          new ProblemException(ProblemType.QUOTA_EXCEEDED, detail);
      case PORT_TAKEN ->
          new ProblemException(
              ProblemType.PORT_TAKEN, detail, List.of(new Problem.FieldError("ports", detail)));
      case NO_PORT_FREE -> new ProblemException(ProblemType.NO_PORT_FREE, detail);
      case NODE_DRAINING -> new ProblemException(ProblemType.NODE_DRAINING, detail);
      case LOW_DISK -> new ProblemException(ProblemType.LOW_DISK, detail);
      case GPU_PROMISED -> new ProblemException(ProblemType.GPU_PROMISED, detail);
      case KEY_REUSED -> new ProblemException(ProblemType.IDEMPOTENCY_KEY_REUSED, detail);
    };
  }

  static ProblemException noSuchLease(String idOrName) {
    return new ProblemException(
        ProblemType.NOT_FOUND, "you have no lease " + Violations.quote(idOrName));
  }
}
