package dev.berth.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.kernel.UserId;
import dev.berth.plan.model.LimitName;
import dev.berth.plan.model.PersonalLimit;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What every store of exceptions must do. Each test begins with an empty one that knows two. */
public abstract class PersonalLimitStoreContract {

  protected static final UserId ADA = new UserId("ada");
  protected static final UserId BOB = new UserId("bob");
  private static final Instant UNTIL = Instant.parse("2027-01-15T00:00:00Z");
  private static final PersonalLimit GPUS =
      new PersonalLimit(ADA, LimitName.MAX_GPUS, 6, UNTIL, "deadline");

  protected abstract PersonalLimitStore store();

  @Test
  void keepsOneForEachLimitOfAUser() {
    assertThat(store().put(GPUS)).isTrue();
    var memory = new PersonalLimit(ADA, LimitName.MAX_MEMORY, 1L << 50, UNTIL, "big data");
    var grace = new PersonalLimit(ADA, LimitName.GRACE, 0, UNTIL, "away");
    assertThat(store().put(memory)).isTrue();
    assertThat(store().put(grace)).isTrue();
    assertThat(store().of(ADA)).containsExactly(grace, GPUS, memory);
    assertThat(store().of(BOB)).isEmpty();

    var less = new PersonalLimit(ADA, LimitName.MAX_GPUS, 0, UNTIL.plusSeconds(1), "enough");
    assertThat(store().put(less)).isFalse();
    assertThat(store().of(ADA)).containsExactly(grace, less, memory);
  }

  @Test
  void removesTheOneThatIsNamed() {
    store().put(GPUS);
    assertThat(store().remove(BOB, LimitName.MAX_GPUS)).isFalse();
    assertThat(store().remove(ADA, LimitName.MAX_CPUS)).isFalse();
    assertThat(store().remove(ADA, LimitName.MAX_GPUS)).isTrue();
    assertThat(store().remove(ADA, LimitName.MAX_GPUS)).isFalse();
    assertThat(store().of(ADA)).isEmpty();
  }
}
