package dev.berth.lease;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.berth.audit.Audit;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.NewLease;
import dev.berth.lease.model.Term;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Says what would become of a request for a lease: does it, looks, and takes everything back with
 * the transaction. So it can't say anything else than would happen.
 */
@Singleton
public class DryRun {

  private final LeaseStore store;
  private final Leases leases;
  private final LeaseQueue queue;
  private final AdmissionRules rules;
  private final Owners owners;
  private final Audit transaction;
  private final InstantSource clock;

  public DryRun(
      LeaseStore store,
      Leases leases,
      LeaseQueue queue,
      AdmissionRules rules,
      Owners owners,
      Audit transaction,
      InstantSource clock) {
    this.store = store;
    this.leases = leases;
    this.queue = queue;
    this.rules = rules;
    this.owners = owners;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** What would happen. */
  public sealed interface Outcome {

    /** It would start at once. */
    record Admitted() implements Outcome {}

    /** It would wait for GPUs. */
    record Queued(QueuePlace place) implements Outcome {}

    record Refused(Admission.Reason reason, String detail) implements Outcome {}
  }

  /** Leaves no lease, no volume, no audit line, no secret and no key behind. */
  public Outcome of(UserId owner, Wanted wanted) {
    try {
      return transaction.together(
          () -> {
            throw new TakenBackException(outcome(request(owner, wanted)));
          });
    } catch (TakenBackException e) {
      return e.outcome;
    } catch (Leases.TooManyVolumesException e) {
      return new Outcome.Refused(Admission.Reason.TOO_MANY_VOLUMES, e.detail());
    }
  }

  private NewLease request(UserId owner, Wanted wanted) {
    var now = clock.instant();
    var limits = owners.plan(owner).limits();
    return new NewLease(
        new LeaseId(UlidCreator.getMonotonicUlid(now.toEpochMilli()).toString()),
        owner,
        wanted.name(),
        wanted.spec(),
        NodeId.LOCAL,
        new Term(now.plus(wanted.ttl()), now.plus(limits.maxLife()), limits.grace()),
        "",
        new byte[0],
        Optional.empty(),
        Optional.empty(),
        now);
  }

  private Outcome outcome(NewLease request) {
    return switch (store.admit(request, rules.rules(request.owner()))) {
      case Admission.Refused(var reason, var detail) -> new Outcome.Refused(reason, detail);
      case Admission.Admitted _, Admission.Replayed _ -> {
        leases.takeVolumes(request.owner(), request.spec().mounts());
        yield Optional.ofNullable(queue.places().get(request.id()))
            .<Outcome>map(Outcome.Queued::new)
            .orElseGet(Outcome.Admitted::new);
      }
    };
  }

  /** Ends the transaction without a trace. */
  private static final class TakenBackException extends RuntimeException {

    private static final long serialVersionUID = 1;
    private final transient Outcome outcome;

    TakenBackException(Outcome outcome) {
      super("taken back", null, false, false);
      this.outcome = outcome;
    }
  }
}
