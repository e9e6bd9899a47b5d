package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TerminalInputTest {

  @Test
  void readsWhenEachTerminalWasTypedInto() {
    assertThat(TerminalInput.read("/dev/pts/0 1795625255\n/dev/pts/11 1795625286\n"))
        .isEqualTo(Map.of("/dev/pts/0", 1_795_625_255L, "/dev/pts/11", 1_795_625_286L));
    assertThat(TerminalInput.read("")).isEmpty();
  }

  @Test
  void leavesOutWhatIsNoTime() {
    assertThat(TerminalInput.read("stat: usage\n/dev/pts/0 ?\n/dev/pts/1 -3\n/dev/pts/2 1 2\n\n"))
        .isEmpty();
  }

  @Test
  void keepsNothingButNamesOfTerminals() {
    var output =
        "/dev/pts/\0 1\n/dev/pts/1234567 2\n/dev/pts/../tty 3\n"
            + "x".repeat(65_536)
            + " 4\n/dev/pts/1\0 5\n/dev/pts/\u0661 6\n/dev/pts/999999 7\n";
    assertThat(TerminalInput.read(output)).isEqualTo(Map.of("/dev/pts/999999", 7L));
  }

  @Test
  void keepsNoMoreTerminalsThanThereMayBe() {
    var output =
        IntStream.range(0, 100_000)
            .mapToObj(number -> "/dev/pts/" + number + " 1\n")
            .collect(Collectors.joining());
    assertThat(TerminalInput.read(output)).hasSize(500);
  }
}
