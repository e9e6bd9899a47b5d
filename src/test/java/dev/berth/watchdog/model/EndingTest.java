package dev.berth.watchdog.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.model.LiveLimits;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.engine.model.ObservedContainer.Phase;
import dev.berth.kernel.ByteSize;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndingTest {

  private static String how(int exitCode, boolean outOfMemory, String log) {
    return Ending.of(
        Optional.of(
            new ObservedContainer(
                "box",
                Optional.empty(),
                Phase.EXITED,
                exitCode,
                outOfMemory,
                0,
                Optional.of(LiveLimits.of(1, ByteSize.ofMebibytes(4096), 64)),
                "id",
                Optional.empty(),
                List.of())),
        log);
  }

  @ParameterizedTest
  @CsvSource({
    "0, false, the workspace ended with exit code 0",
    "1, false, the workspace ended with exit code 1",
    "128, false, the workspace ended with exit code 128",
    "137, false, the workspace was ended by SIGKILL (exit code 137)",
    "139, false, the workspace was ended by SIGSEGV (exit code 139)",
    "143, false, the workspace was ended by SIGTERM (exit code 143)",
    "255, false, the workspace ended with exit code 255",
    "137, true, the workspace ran out of memory (limit 4g)",
  })
  void saysExitCodesAndNamesOfSignals(int exitCode, boolean outOfMemory, String words) {
    assertThat(how(exitCode, outOfMemory, "")).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({"0", "3", "143"})
  void doesNotTakeTheEndOfAnotherProcessForThatOfTheMainOne(int exitCode) {
    assertThat(how(exitCode, true, "")).doesNotContain("memory");
  }

  @Test
  void aContainerThatIsGoneWasRemoved() {
    assertThat(Ending.of(Optional.empty(), "")).isEqualTo("the container was removed by hand");
  }

  @Test
  void givesTheLastLinesOfTheLogInOne() {
    assertThat(how(1, false, "1\n2\n3\n\n  4\r\n5\n6\n\n"))
        .isEqualTo("the workspace ended with exit code 1, saying: 2 | 3 | 4 | 5 | 6");
  }

  @Test
  void leavesOutWhoCalled() {
    assertThat(
            how(
                1,
                false,
                """
                berth: no sshd here
                Connection from 172.22.0.1 port 60020 on 172.22.0.2 port 22 rdomain ""
                Received disconnect from 172.22.0.1 port 60020:9: Bye [preauth]
                """))
        .endsWith("saying: berth: no sshd here");
  }

  @Test
  void cutsThatToItsEnd() {
    String said = how(1, false, "begin" + "x".repeat(5_000) + "end");
    assertThat(said.substring(said.indexOf(": ") + 2))
        .hasSize(500)
        .startsWith("…x")
        .endsWith("end");
  }

  @Test
  void leavesOutWhatATerminalWouldActOn() {
    assertThat(how(1, false, "\u001b[31mred\u0007\u009b0m\tend\n"))
        .endsWith("saying: [31mred 0m end");
  }
}
