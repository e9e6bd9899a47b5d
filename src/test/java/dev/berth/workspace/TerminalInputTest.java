package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
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
}
