package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalLineTest {

  @Test
  void leavesTheScriptAsItIsWhateverIsSaid() {
    var nasty = TerminalLine.command("dev", "$(reboot) `x` '; rm -rf /");
    assertThat(nasty).hasSize(6).endsWith("dev", "Berth: $(reboot) `x` '; rm -rf /");
    assertThat(nasty.subList(0, 4)).isEqualTo(TerminalLine.command("ada", "x").subList(0, 4));
  }

  @Test
  void leavesOutWhatMovesATerminal() {
    assertThat(TerminalLine.printable("a\u001b[2Jb\r\n\tc\u0007\u009bd ü"))
        .isEqualTo("a?[2Jb c??d ?");
    assertThat(TerminalLine.printable("x".repeat(9_000))).hasSize(500);
  }
}
