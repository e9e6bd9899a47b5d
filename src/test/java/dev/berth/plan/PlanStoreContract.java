package dev.berth.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.kernel.ByteSize;
import dev.berth.plan.PlanStore.Removal;
import dev.berth.plan.model.AmountSettings;
import dev.berth.plan.model.Permissions;
import dev.berth.plan.model.PlanSettings;
import dev.berth.plan.model.Selection;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every store of plans must do. Each test begins with the plan {@code default} alone. */
public abstract class PlanStoreContract {

  private static final PlanSettings LARGE =
      new PlanSettings(
          "large",
          Optional.of(0),
          Optional.of(Duration.ofDays(14)),
          Optional.of(Duration.ofDays(60)),
          Optional.of(Duration.ZERO),
          Optional.of(Duration.ofHours(4)),
          new AmountSettings(
              Optional.of(1),
              Optional.of(2),
              Optional.of(0),
              Optional.of(100),
              Optional.of(1.5),
              Optional.of(ByteSize.ofMebibytes(4096)),
              Optional.of(ByteSize.ofMebibytes(64)),
              Optional.of(7),
              Optional.of(0.1),
              Optional.of(ByteSize.ofMebibytes(1024))),
          new Permissions(
              true,
              true,
              false,
              true,
              false,
              true,
              false,
              true,
              Selection.of("imagenet", "a"),
              Selection.ALL));

  protected abstract PlanStore store();

  /** Lets so many accounts have a plan. */
  protected abstract void give(String plan, int accounts);

  @Test
  void hasTheDefaultPlanWithNothingSet() {
    assertThat(store().list()).containsExactly(PlanSettings.unset("default"));
    assertThat(store().find("default")).contains(PlanSettings.unset("default"));
  }

  @Test
  void createsAndReplacesAsAWhole() {
    assertThat(store().put(LARGE)).isTrue();
    assertThat(store().find("large")).contains(LARGE);
    var other =
        new PlanSettings(
            "large",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            AmountSettings.UNSET,
            new Permissions(
                false,
                false,
                true,
                false,
                true,
                false,
                true,
                false,
                Selection.ALL,
                Selection.of("debian")));
    assertThat(store().put(other)).isFalse();
    assertThat(store().find("large")).contains(other);
  }

  @Test
  void replacesTheDefaultPlanToo() {
    var changed =
        new PlanSettings(
            "default",
            Optional.of(1),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            AmountSettings.UNSET,
            Permissions.DEFAULT);
    assertThat(store().put(changed)).isFalse();
    assertThat(store().find("default")).contains(changed);
  }

  @Test
  void listsByName() {
    store().put(PlanSettings.unset("zeta"));
    store().put(PlanSettings.unset("alpha"));
    assertThat(store().list())
        .extracting(PlanSettings::name)
        .containsExactly("alpha", "default", "zeta");
  }

  @Test
  void removesWhatNobodyHas() {
    store().put(LARGE);
    assertThat(store().remove("large")).isEqualTo(new Removal.Removed());
    assertThat(store().remove("large")).isEqualTo(new Removal.NoSuchPlan());
    assertThat(store().find("large")).isEmpty();
  }

  @Test
  void keepsWhatSomebodyHasAndTheDefaultPlan() {
    store().put(LARGE);
    give("large", 3);
    assertThat(store().remove("large")).isEqualTo(new Removal.InUse(3));
    assertThat(store().remove("default")).isEqualTo(new Removal.IsDefault());
    assertThat(store().list()).hasSize(2);
  }

  @Test
  void holdsOnlyWhatIsThere() {
    assertThat(store().hold("default")).isTrue();
    assertThat(store().hold("large")).isFalse();
  }
}
