package dev.berth.lease.model;

import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.everyState;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.lease.model.LeaseState.Active;
import dev.berth.lease.model.LeaseState.Offered;
import dev.berth.lease.model.LeaseState.Queued;
import dev.berth.lease.model.LeaseState.Released;
import dev.berth.lease.model.LeaseState.Releasing;
import dev.berth.lease.model.LeaseState.Resting;
import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.lease.model.LeaseState.Stopping;
import org.junit.jupiter.api.Test;

class UptimeTest {

  @Test
  void beginsWithAStartFromRestOrOutOfTheQueue() {
    for (var before : everyState()) {
      boolean wasUp =
          before instanceof Offered || before instanceof Active || before instanceof Stopping;
      assertThat(Uptime.of(before, Starting.first(NOON)))
          .as("%s", before)
          .isEqualTo(wasUp ? Uptime.GOES_ON : Uptime.BEGINS);
    }
    assertThat(Uptime.ofNew(Starting.first(NOON))).isEqualTo(Uptime.BEGINS);
    assertThat(Uptime.ofNew(new Queued(NOON))).isEqualTo(Uptime.GOES_ON);
  }

  @Test
  void endsOnlyOnceTheContainerIsDownOrGone() {
    for (var before : everyState()) {
      for (var after : everyState()) {
        boolean down =
            after instanceof Resting || after instanceof Queued || after instanceof Released;
        assertThat(Uptime.of(before, after) == Uptime.ENDS)
            .as("%s to %s", before, after)
            .isEqualTo(down);
      }
    }
  }

  @Test
  void theReleaseOfOneThatRestsBeginsNothing() {
    for (var before : everyState()) {
      assertThat(Uptime.of(before, new Releasing(NOON, Actor.OWNER))).isEqualTo(Uptime.GOES_ON);
    }
  }
}
