package dev.berth.lease.model;

import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.everyState;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.lease.model.LeaseState.Failed;
import dev.berth.lease.model.LeaseState.Releasing;
import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.lease.model.LeaseState.Stopped;
import dev.berth.lease.model.LeaseState.Stopping;
import org.junit.jupiter.api.Test;

class StateNoteTest {

  @Test
  void saysSomethingOfEveryState() {
    assertThat(everyState()).allSatisfy(state -> assertThat(StateNote.of(state)).isNotBlank());
  }

  @Test
  void saysWhyItTriesAgain() {
    assertThat(StateNote.of(Starting.first(NOON))).isEqualTo("bringing the workspace up");
    assertThat(StateNote.of(new Starting(NOON, 3, NOON, "no answer")))
        .isEqualTo("no answer; bringing it up again, attempt 3");
  }

  @Test
  void saysForWhomAndWhyItStops() {
    assertThat(StateNote.of(new Stopping(NOON, new Stopped(NOON, Actor.ADMIN))))
        .isEqualTo("stopping, asked for by the admin");
    assertThat(StateNote.of(new Stopping(NOON, Starting.first(NOON))))
        .isEqualTo("stopping, to start again");
    assertThat(StateNote.of(new Stopping(NOON, new Failed(NOON, "no image"))))
        .isEqualTo("no image");
    assertThat(StateNote.of(new Releasing(NOON, Actor.WATCHDOG)))
        .isEqualTo("releasing, asked for by the watchdog");
  }
}
