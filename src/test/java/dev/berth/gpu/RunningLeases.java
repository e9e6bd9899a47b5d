package dev.berth.gpu;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.gpuSpec;
import static dev.berth.lease.model.SampleLeases.request;

import dev.berth.gpu.model.FoundGpu;
import dev.berth.gpu.model.KnownGpu;
import dev.berth.gpu.model.Reading;
import dev.berth.grant.model.Gpu;
import dev.berth.grant.model.GpuQueue;
import dev.berth.grant.model.PortRange;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.PortNumber;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.QueueRules;
import dev.berth.plan.model.SampleLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Leases of Ada's that run, each with a GPU. */
public record RunningLeases(LeaseStore leases, GpuStore gpus) {

  private static final QueueRules RULES =
      new QueueRules(
          new GpuQueue.Timing(Duration.ofMinutes(1), Duration.ofDays(1)),
          _ -> new QueueRules.Share(1, 0),
          Duration.ZERO);

  /** Since noon. */
  public LeaseId make(int number) {
    var gpu =
        new Gpu(new GpuId("GPU-loss-" + number), number, "A100", ByteSize.ofMebibytes(81_920));
    gpus.found(
        Stream.concat(gpus.list().stream().map(KnownGpu::gpu), Stream.of(gpu))
            .distinct()
            .map(each -> new FoundGpu(each, new Reading(0, null, null, 0), Optional.empty()))
            .toList(),
        Set.of(gpu.id()),
        NOON);
    var rules =
        new Admission.Rules(
            new PortRange(new PortNumber(22_000), new PortNumber(22_999)),
            SampleLimits.leases(100));
    var admitted =
        (Admission.Admitted) leases.admit(request(number, ADA, "box" + number, gpuSpec(1)), rules);
    leases.advanceQueue(NodeId.LOCAL, NOON, RULES);
    to(admitted.lease().id(), new LeaseState.Running(NOON, 1));
    return admitted.lease().id();
  }

  public void restart(LeaseId lease, Instant at) {
    to(lease, new LeaseState.Stopping(at, LeaseState.Starting.first(at)));
    to(lease, new LeaseState.Running(at, 1));
  }

  public void stop(LeaseId lease) {
    to(lease, new LeaseState.Stopped(NOON, Actor.OWNER));
  }

  private void to(LeaseId id, LeaseState state) {
    var lease = leases.find(id).orElseThrow();
    if (!leases.replace(lease.with(state), NOON, NOON)) {
      throw new IllegalStateException("somebody else wrote lease " + id);
    }
  }
}
