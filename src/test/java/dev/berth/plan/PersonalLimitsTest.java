package dev.berth.plan;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.BOB;
import static dev.berth.lease.model.SampleLeases.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.RecordedEvent;
import dev.berth.audit.InMemoryAudit;
import dev.berth.plan.model.LimitName;
import dev.berth.plan.model.PersonalLimit;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PersonalLimitsTest {

  private final RecordedEvent<LimitsChanged> changes = new RecordedEvent<>();
  private final PersonalLimits personal =
      new PersonalLimits(
          new InMemoryPersonalLimitStore(), new InMemoryAudit(), () -> NOON, changes);

  @Test
  void tellWhenTheyChange() {
    var until = NOON.plusSeconds(60);
    personal.put(BOB, new PersonalLimit(ADA, LimitName.IDLE_STOP_AFTER, 0, until, "a demo"));
    assertThat(personal.remove(BOB, ADA, LimitName.IDLE_STOP_AFTER)).isTrue();
    assertThat(personal.remove(BOB, ADA, LimitName.IDLE_STOP_AFTER)).isFalse();
    var hers = new LimitsChanged(Optional.of(ADA));
    assertThat(changes.fired).containsExactly(hers, hers);
  }
}
