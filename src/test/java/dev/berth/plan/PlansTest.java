package dev.berth.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.berth.RecordedEvent;
import dev.berth.audit.AuditEntry;
import dev.berth.audit.InMemoryAudit;
import dev.berth.kernel.ByteSize;
import dev.berth.plan.PlanStore.Removal;
import dev.berth.plan.model.AmountSettings;
import dev.berth.plan.model.Amounts;
import dev.berth.plan.model.Limits;
import dev.berth.plan.model.Permissions;
import dev.berth.plan.model.Plan;
import dev.berth.plan.model.PlanSettings;
import dev.berth.plan.model.SampleLimits;
import dev.berth.plan.model.Selection;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PlansTest {

  private static final PlanConfig CONFIG =
      new SmallRyeConfigBuilder()
          .withConverter(Duration.class, 200, new DurationConverter())
          .withMapping(PlanConfig.class)
          .build()
          .getConfigMapping(PlanConfig.class);
  private static final Limits CONFIGURED =
      new Limits(
          32,
          Duration.ofDays(7),
          Duration.ofDays(30),
          Duration.ofDays(3),
          Optional.empty(),
          SampleLimits.AMOUNTS);
  private static final Permissions ROOT =
      new Permissions(
          false,
          false,
          false,
          true,
          false,
          false,
          false,
          false,
          Selection.of("imagenet"),
          Selection.NONE);

  private final InMemoryPlanStore store = new InMemoryPlanStore();
  private final InMemoryAudit audit = new InMemoryAudit();
  private final RecordedEvent<LimitsChanged> changes = new RecordedEvent<>();
  private final Plans plans = new Plans(store, audit, CONFIG, changes);

  @Test
  void hasADefaultPlanOfTheConfiguration() {
    assertThat(plans.named("default"))
        .isEqualTo(new Plan("default", CONFIGURED, Permissions.DEFAULT));
    assertThat(plans.list()).containsExactly(plans.named("default"));
  }

  @Test
  void allowsNothingBeyondTheDefaultUnderAPlanThatIsNotThere() {
    plans.put("admin", settings("default", ROOT));
    assertThat(plans.named("gone")).isEqualTo(new Plan("gone", CONFIGURED, Permissions.DEFAULT));
    assertThat(plans.find("gone")).isEmpty();
  }

  @Test
  void takesWhatIsUnsetFromTheConfiguration() {
    plans.put("admin", settings("large", ROOT));
    assertThat(plans.named("large"))
        .isEqualTo(
            new Plan(
                "large",
                new Limits(
                    5,
                    Duration.ofDays(7),
                    Duration.ofDays(30),
                    Duration.ZERO,
                    Optional.empty(),
                    SampleLimits.AMOUNTS),
                ROOT));
  }

  @Test
  void setsSomeAmountsAndLeavesTheOthers() {
    var amounts =
        new AmountSettings(
            Optional.empty(),
            Optional.of(0),
            Optional.empty(),
            Optional.of(40),
            Optional.empty(),
            Optional.of(ByteSize.ofMebibytes(64)),
            Optional.empty(),
            Optional.empty(),
            Optional.of(2.5),
            Optional.of(ByteSize.ofMebibytes(64)));
    assertThat(amounts.over(SampleLimits.AMOUNTS))
        .isEqualTo(
            new Amounts(
                32,
                0,
                8,
                Optional.of(40),
                1024,
                ByteSize.ofMebibytes(64),
                ByteSize.ofMebibytes(8L << 20),
                1024,
                2.5,
                Optional.of(ByteSize.ofMebibytes(64))));
    assertThat(AmountSettings.UNSET.over(SampleLimits.AMOUNTS)).isEqualTo(SampleLimits.AMOUNTS);
  }

  @Test
  void tellWhenTheyChange() {
    plans.put("admin", settings("large", ROOT));
    plans.put("admin", settings("large", ROOT));
    assertThat(changes.fired)
        .containsExactly(new LimitsChanged(Optional.empty()), new LimitsChanged(Optional.empty()));
  }

  @Test
  void makesNoTermLongerThanALife() {
    var brief =
        new PlanSettings(
            "brief",
            Optional.empty(),
            Optional.empty(),
            Optional.of(Duration.ofHours(1)),
            Optional.empty(),
            Optional.empty(),
            AmountSettings.UNSET,
            Permissions.DEFAULT);
    assertThat(brief.effective(CONFIGURED).limits().maxTerm()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void letsAPlanHaveAnIdleRuleOfItsOwnOrNone() {
    var configured = SampleLimits.idle(Duration.ofHours(4));
    assertThat(idle(Optional.empty()).effective(configured).limits().idleStopAfter())
        .contains(Duration.ofHours(4));
    assertThat(
            idle(Optional.of(Duration.ofHours(1))).effective(configured).limits().idleStopAfter())
        .contains(Duration.ofHours(1));
    assertThat(idle(Optional.of(Duration.ZERO)).effective(configured).limits().idleStopAfter())
        .isEmpty();
    assertThat(plans.named("default").limits().idleStopAfter()).isEmpty();
  }

  private static PlanSettings idle(Optional<Duration> after) {
    return new PlanSettings(
        "lab",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        after,
        AmountSettings.UNSET,
        Permissions.DEFAULT);
  }

  @Test
  void writesDownWhoSetWhat() {
    plans.put("ada", settings("large", ROOT));
    plans.put("bob", settings("large", ROOT));
    plans.remove("eve", "default");
    plans.remove("eve", "none");
    plans.remove("ada", "large");
    assertThat(audit.list(OptionalLong.empty(), 9))
        .extracting(AuditEntry::actor, AuditEntry::action, AuditEntry::subject)
        .containsExactly(
            tuple("ada", "plan.remove", "large"),
            tuple("bob", "plan.change", "large"),
            tuple("ada", "plan.create", "large"));
    assertThat(audit.list(OptionalLong.empty(), 9).getLast().detail())
        .contains("maxLeases=5", "rootLogin=true", "imagenet");
  }

  @Test
  void keepsAPlanThatIsInUse() {
    plans.put("ada", settings("large", ROOT));
    store.give("large", 2);
    assertThat(plans.remove("ada", "large")).isEqualTo(new Removal.InUse(2));
    assertThat(plans.find("large")).isPresent();
  }

  private static PlanSettings settings(String name, Permissions permissions) {
    return new PlanSettings(
        name,
        Optional.of(5),
        Optional.empty(),
        Optional.empty(),
        Optional.of(Duration.ZERO),
        Optional.empty(),
        AmountSettings.UNSET,
        permissions);
  }
}
