package dev.berth.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialClockTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @TempDir Path directory;

  @Test
  void isAheadBySecondsInAFileThatMayChange() throws IOException {
    Path file = Files.writeString(directory.resolve("clock"), "90\n");
    var clock = new TrialClock(InstantSource.fixed(NOON), file);
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(90));
    Files.writeString(file, "-3600");
    await().until(() -> clock.instant().equals(NOON.minusSeconds(3_600)));
  }

  @Test
  void wantsANumberOfSeconds() throws IOException {
    Path file = Files.writeString(directory.resolve("clock"), "soon");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TrialClock(InstantSource.system(), file))
        .withMessageContaining(file.toString());
  }
}
