package dev.berth.engine.model;

import static dev.berth.lease.model.SampleLeases.id;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.kernel.ByteSize;
import org.junit.jupiter.api.Test;

/** What the smallest values of this package say of themselves. */
class SmallValuesTest {

  private static FileEntry file(String path, int mode, String content) {
    return new FileEntry(path, mode, content.getBytes(UTF_8));
  }

  @Test
  void filesAreAlikeInPathModeAndContent() {
    var one = file("/a", 0600, "x");
    assertThat(one).isEqualTo(file("/a", 0600, "x")).hasSameHashCodeAs(file("/a", 0600, "x"));
    assertThat(one)
        .isNotEqualTo(file("/b", 0600, "x"))
        .isNotEqualTo(file("/a", 0644, "x"))
        .isNotEqualTo(file("/a", 0600, "y"))
        .isNotEqualTo("/a");
    assertThat(one.hashCode()).isNotEqualTo(file("/b", 0600, "x").hashCode());
  }

  @Test
  void aFileNeverShowsItsContent() {
    assertThat(file("/key", 0600, "secret")).hasToString("FileEntry[/key, 600]");
  }

  @Test
  void aTerminalHasOneToAThousandColumnsAndRows() {
    assertThat(new WindowSize(1, WindowSize.MOST).rows()).isEqualTo(1_000);
    assertThat(WindowSize.isValid(0)).isFalse();
    assertThat(WindowSize.isValid(WindowSize.MOST + 1)).isFalse();
    assertThatThrownBy(() -> new WindowSize(0, 24)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new WindowSize(80, 1_001))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLackOfMemoryIsAnEventOfItsOwn() {
    assertThat(new EngineEvent(id(1), "oom").isOutOfMemory()).isTrue();
    assertThat(new EngineEvent(id(1), "die").isOutOfMemory()).isFalse();
  }

  @Test
  void processorsAreCountedInBillionths() {
    var size = ByteSize.ofMebibytes(64);
    assertThat(LiveLimits.of(1.5, size, 9)).isEqualTo(new LiveLimits(1_500_000_000L, size, 9));
  }
}
