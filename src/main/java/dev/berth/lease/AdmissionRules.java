package dev.berth.lease;

import dev.berth.disk.DiskGuard;
import dev.berth.disk.DiskStore;
import dev.berth.disk.model.Room;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.Admission;
import dev.berth.node.Node;
import dev.berth.plan.model.Limits;
import jakarta.inject.Singleton;
import java.util.Optional;

/** What limits admission now, put together from node and plan. */
@Singleton
public class AdmissionRules {

  private final Node node;
  private final Owners owners;
  private final DiskGuard disk;
  private final DiskStore written;

  public AdmissionRules(Node node, Owners owners, DiskGuard disk, DiskStore written) {
    this.node = node;
    this.owners = owners;
    this.disk = disk;
    this.written = written;
  }

  public Admission.Rules rules(UserId owner) {
    var limits = owners.plan(owner).limits();
    return new Admission.Rules(
        node.ports(), limits, disk.low().map(AdmissionRules::full).or(() -> over(owner, limits)));
  }

  private static Admission.Refused full(Room.Low low) {
    return new Admission.Refused(Admission.Reason.LOW_DISK, low.detail());
  }

  private Optional<Admission.Refused> over(UserId owner, Limits limits) {
    return limits
        .amounts()
        .maxDisk()
        .flatMap(
            most ->
                Optional.of(written.of(owner))
                    .filter(use -> use.reaches(most))
                    .map(
                        use ->
                            new Admission.Refused(
                                Admission.Reason.QUOTA_EXCEEDED, use.detail(most))));
  }
}
