package dev.berth.watchdog.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.model.ContainerProcess;
import dev.berth.kernel.ByteSize;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MemoryReportTest {

  private static final ByteSize LIMIT = ByteSize.ofMebibytes(4096);
  private static final long MEBIBYTE = 1 << 20;

  @Test
  void namesTheLimitWhatIsInUseAndTheThreeLargest() {
    assertThat(
            MemoryReport.of(
                LIMIT,
                OptionalLong.of(3994 * MEBIBYTE),
                List.of(
                    new ContainerProcess("bash", 4 * MEBIBYTE),
                    new ContainerProcess("node", 400 * MEBIBYTE),
                    new ContainerProcess("python3", 3174 * MEBIBYTE),
                    new ContainerProcess("sshd", 7 * MEBIBYTE))))
        .isEqualTo(
            "a process in your workspace was killed for lack of memory: limit 4g, in use 3.9g;"
                + " largest processes: python3 3.1g, node 400m, sshd 7m");
  }

  @Test
  void doesWithoutWhatCouldNotBeLearnt() {
    assertThat(MemoryReport.of(LIMIT, OptionalLong.empty(), List.of()))
        .isEqualTo("a process in your workspace was killed for lack of memory: limit 4g");
  }

  @Test
  void aNameCanNotActOnATerminal() {
    assertThat(
            MemoryReport.of(
                LIMIT, OptionalLong.empty(), List.of(new ContainerProcess("\u001b[2J", MEBIBYTE))))
        .endsWith("largest processes: ?[2J 1m");
  }
}
