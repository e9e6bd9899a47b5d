package dev.berth.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ObservationTest {

  private static boolean onOverlay(String fileSystem) {
    return Observation.limitsDisk(
        "overlay2",
        List.of(List.of("Backing Filesystem", fileSystem), List.of("Native Overlay Diff", "true")));
  }

  @Test
  void knowsWhichEnginesCanHoldAContainerToASize() {
    assertThat(Observation.limitsDisk("btrfs", null)).isTrue();
    assertThat(Observation.limitsDisk("zfs", List.of())).isTrue();
    assertThat(onOverlay("xfs")).isTrue();
    assertThat(onOverlay("extfs")).isFalse();
    assertThat(Observation.limitsDisk("overlay2", null)).isFalse();
    assertThat(Observation.limitsDisk("overlayfs", List.of())).isFalse();
    assertThat(Observation.limitsDisk("", null)).isFalse();
  }
}
