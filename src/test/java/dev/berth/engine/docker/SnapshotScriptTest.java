package dev.berth.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.Shell;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script read as text; what it does is tried in containers. */
class SnapshotScriptTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"sh -n", "dash -n", "bash --posix -n", "busybox sh -n", "shellcheck -s sh"})
  void isReadableTo(String shell) {
    var command = new ArrayList<>(List.of(shell.split(" ")));
    command.add("src/main/resources/engine/berth-snapshot");
    assertThat(Shell.run(command)).isEqualTo(new Shell.Result(0, ""));
  }
}
