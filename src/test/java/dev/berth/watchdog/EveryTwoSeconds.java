package dev.berth.watchdog;

import dev.berth.disk.DiskStore;
import dev.berth.gpu.GpuStore;
import dev.berth.gpu.LossStore;
import dev.berth.gpu.ProbeStore;
import dev.berth.grant.model.GpuQueue;
import dev.berth.idle.IdleStore;
import dev.berth.kernel.NodeId;
import dev.berth.lease.HealthStore;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.ReservationStore;
import dev.berth.lease.WarningStore;
import dev.berth.lease.model.SampleLeases;
import dev.berth.lease.model.Warnings;
import dev.berth.notify.Outbox;
import jakarta.enterprise.inject.spi.CDI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the timer's rounds ask the database, beside the pass over leases that are due. */
final class EveryTwoSeconds {

  private static final int MOST = 64;

  private EveryTwoSeconds() {}

  /** By name. Of SSH servers and GPUs those are due that were looked at this long before. */
  static Map<String, Runnable> all(Instant now, Duration every) {
    var all = new LinkedHashMap<String, Runnable>();
    all.put("SSH servers to ask", () -> of(HealthStore.class).claimDue(now, every, MOST));
    all.put("idle workspaces", () -> of(IdleStore.class).claimDue(now, every, MOST));
    all.put("disks to measure", () -> of(DiskStore.class).claim(now, now.plus(every), every));
    all.put("workspaces with GPUs to ask", () -> of(LossStore.class).claimDue(now, every, MOST));
    all.put(
        "warnings",
        () ->
            of(WarningStore.class)
                .warn(
                    now,
                    new WarningStore.Means(
                        new Warnings.Rules(List.of(Duration.ofHours(1)), Duration.ofDays(1)),
                        Optional.empty(),
                        Set.of()),
                    MOST));
    all.put("deliveries", () -> of(Outbox.class).claim(now, now.plus(every), MOST));
    all.put("reservations", () -> of(ReservationStore.class).settle(now, every));
    all.put(
        "GPUs",
        () ->
            List.of(
                of(GpuStore.class).list(), of(ProbeStore.class).claim(now, now, Instant.EPOCH)));
    all.put(
        "queue",
        () ->
            of(LeaseStore.class)
                .advanceQueue(
                    NodeId.LOCAL,
                    now,
                    SampleLeases.alike(new GpuQueue.Timing(Duration.ZERO, Duration.ZERO))));
    return all;
  }

  private static <T> T of(Class<T> store) {
    return CDI.current().select(store).get();
  }
}
