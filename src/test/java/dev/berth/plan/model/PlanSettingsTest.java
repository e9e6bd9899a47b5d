package dev.berth.plan.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanSettingsTest {

  private static final Limits CONFIGURED = SampleLimits.of(5, SampleLimits.AMOUNTS);

  private static Limits limits(Optional<Duration> term, Optional<Duration> life) {
    return new PlanSettings(
            "lab",
            Optional.of(2),
            term,
            life,
            Optional.empty(),
            Optional.empty(),
            AmountSettings.UNSET,
            Permissions.DEFAULT)
        .effective(CONFIGURED)
        .limits();
  }

  @Test
  void whatIsNotSetIsAsConfigured() {
    assertThat(PlanSettings.unset("lab").effective(CONFIGURED).limits()).isEqualTo(CONFIGURED);
    assertThat(limits(Optional.empty(), Optional.empty()).maxLeases()).isEqualTo(2);
  }

  @Test
  void noTermIsLongerThanALifeWhicheverOfThemIsConfigured() {
    var day = Duration.ofDays(1);
    assertThat(limits(Optional.empty(), Optional.of(day)).maxTerm()).isEqualTo(day);
    assertThat(limits(Optional.of(Duration.ofDays(40)), Optional.empty()).maxTerm())
        .isEqualTo(CONFIGURED.maxLife());
    assertThat(limits(Optional.of(day), Optional.empty()).maxTerm()).isEqualTo(day);
  }

  @Test
  void aSelectionHasItsNamesOrAll() {
    assertThat(Selection.ALL.has("any")).isTrue();
    assertThat(Selection.NONE.has("any")).isFalse();
    assertThat(Selection.of("one").has("one")).isTrue();
    assertThat(Selection.of("one").has("other")).isFalse();
  }
}
