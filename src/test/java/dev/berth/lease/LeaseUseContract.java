package dev.berth.lease;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.BOB;
import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.gpuSpec;
import static dev.berth.lease.model.SampleLeases.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.lease.model.Actor;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.Amended;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.LeaseState.Queued;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.lease.model.LeaseState.Stopped;
import dev.berth.lease.model.LeaseState.Stopping;
import dev.berth.plan.model.Amounts;
import dev.berth.plan.model.GpuWeek.Stretch;
import dev.berth.plan.model.SampleLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How every lease store must count GPU time, and hold to limits on it. */
abstract class LeaseUseContract extends LeaseGpuContract {

  @Test
  void countsGpuTimeFromTheGrantUntilTheContainerIsDown() {
    queued(1, ADA, 2);
    var lease = advance(at(1)).getFirst();
    lease = to(lease, new Running(at(1), 1), 1);
    lease = to(lease, new Stopping(at(2), Starting.first(at(2))), 2);
    lease = to(lease, Starting.first(at(2)), 3);
    assertThat(store().gpuTime(ADA, NOON, at(3)))
        .as("a restart ends nothing")
        .containsExactly(new Stretch(at(1), at(3), 2));

    lease = to(lease, new Stopping(at(4), new Stopped(at(4), Actor.OWNER)), 4);
    lease = to(lease, new Stopped(at(4), Actor.OWNER), 5);
    clean(FIRST);
    clean(SECOND);
    to(lease, new Queued(at(6)), 6);
    advance(at(7));

    var first = new Stretch(at(1), at(5), 2);
    assertThat(store().gpuTime(ADA, NOON, at(9)))
        .containsExactly(first, new Stretch(at(7), at(9), 2));
    assertThat(store().gpuTime(ADA, at(5), at(9))).containsExactly(new Stretch(at(7), at(9), 2));
    assertThat(store().gpuTime(ADA, NOON, at(7))).containsExactly(first);
    assertThat(store().gpuTime(BOB, NOON, at(9))).isEmpty();
    assertThat(store().use(ADA, at(9)).week().used()).isEqualTo(Duration.ofHours(12));
  }

  @Test
  void countsNoTimeAtAllRatherThanLessThanNothingWhereTheClockWasSetBack() {
    queued(1, ADA, 1);
    to(advance(at(5)).getFirst(), new Stopped(at(5), Actor.OWNER), 2);
    assertThat(store().use(ADA, at(9)).week().used()).isZero();
  }

  @Test
  void givesNoGpuToWhomeverHasUsedUpTheHoursOfTheWeekAndSaysWhenTheyComeBack() {
    var amounts = SampleLimits.AMOUNTS;
    var four =
        rules(
            22_000,
            22_099,
            SampleLimits.of(
                9,
                new Amounts(
                    9,
                    amounts.maxKept(),
                    amounts.maxGpus(),
                    Optional.of(4),
                    amounts.maxCpus(),
                    amounts.maxMemory(),
                    amounts.maxShm(),
                    amounts.maxPorts(),
                    amounts.weight(),
                    amounts.maxDisk())));
    queued(1, ADA, 2);
    var rests = to(advance(at(-4)).getFirst(), new Stopped(at(-2), Actor.OWNER), -2);
    var detail =
        "gpuHoursPerWeek: 4 of 4 GPU-hours of seven days in use, some more asked for;"
            + " hours come back from 2026-01-08T08:00:00Z on";
    var refused = new Amended.Refused(Admission.Reason.QUOTA_EXCEEDED, detail);

    assertThat(store().admit(request(2, ADA, "more", gpuSpec(1)), four))
        .isEqualTo(new Admission.Refused(Admission.Reason.QUOTA_EXCEEDED, detail));
    var again = rests.with(new Queued(NOON));
    assertThat(store().bringUp(again, NOON, NOON, four)).isEqualTo(refused);
    assertThat(store().amend(again, Optional.empty(), NOON, four)).isEqualTo(refused);

    assertThat(store().admit(request(2, ADA, "more"), four))
        .as("without GPUs")
        .isInstanceOf(Admission.Admitted.class);
    assertThat(store().admit(request(3, BOB, "his", gpuSpec(1)), four))
        .isInstanceOf(Admission.Admitted.class);
    var weekLater = at(7 * 24 - 3);
    assertThat(store().bringUp(again, weekLater, weekLater, four))
        .as("half of it counts no more")
        .isInstanceOf(Amended.Stored.class);
  }

  private static Instant at(int hours) {
    return NOON.plus(Duration.ofHours(hours));
  }

  private Lease to(Lease lease, LeaseState state, int hours) {
    assertThat(store().replace(lease.with(state), NOON, at(hours))).isTrue();
    return store().find(lease.id()).orElseThrow();
  }
}
