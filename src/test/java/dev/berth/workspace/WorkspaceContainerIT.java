package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.Shell;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers of a baked image, as an engine may run them. */
class WorkspaceContainerIT {

  private static final String[] FEW_CAPABILITIES =
      Stream.concat(
              Stream.of("--cap-drop=ALL"),
              Stream.of(
                      "SYS_CHROOT",
                      "SETUID",
                      "SETGID",
                      "AUDIT_WRITE",
                      "CHOWN",
                      "DAC_OVERRIDE",
                      "FOWNER",
                      "KILL")
                  .map(capability -> "--cap-add=" + capability))
          .toArray(String[]::new);

  @TempDir Path directory;

  @Test
  void needEightCapabilitiesAndNoMore() {
    try (var workspace = start(FEW_CAPABILITIES)) {
      var result = workspace.withKey("id -un; sudo -n id -u; touch ~/file && echo home");
      assertThat(result).isEqualTo(new Shell.Result(0, "dev\n0\nhome"));
      assertThat(
              Shell.docker("exec", workspace.name(), "grep", "CapBnd", "/proc/1/status").output())
          .endsWith("00000000200400eb");
      var checks = workspace.contract();
      // Inotify, disk and open files are the host's business.
      assertThat(checks)
          .filteredOn(line -> line.startsWith("FAIL"))
          .allMatch(line -> line.matches("FAIL 3[5689] .*"));
      for (int number = 1; number <= 24; number++) {
        // The script's own check of unix sockets wants Python in the image.
        String passed = "%s %02d ".formatted(number == 16 ? "skip" : "ok  ", number);
        assertThat(checks).anyMatch(line -> line.startsWith(passed));
      }
    }
  }

  @Test
  void stopWithinThreeSecondsAndComeBackWithTheSameHostKey() {
    try (var workspace = start()) {
      long begin = System.nanoTime();
      assertThat(workspace.stop().output()).isIn("0", "143");
      assertThat(System.nanoTime() - begin).isLessThan(3_000_000_000L);
      workspace.start();
      assertThat(workspace.withKey("true").exitCode()).isZero();
    }
  }

  @Test
  void loseThePasswordWithTheNextStartThatBringsNone() {
    var password = LoginPassword.generate();
    try (var workspace = start()) {
      workspace.stop();
      workspace.give(Optional.of(password.hash()));
      workspace.start();
      assertThat(workspace.withPassword(password.text(), "true").exitCode()).isZero();

      workspace.stop();
      workspace.give(Optional.empty());
      workspace.start();
      var result = workspace.withPassword(password.text(), "true");
      assertThat(result.exitCode()).isEqualTo(255);
      assertThat(result.output()).contains("Permission denied (publickey)");
      assertThat(workspace.withKey("sudo -n grep -c '\\$6\\$' /etc/shadow").output())
          .isEqualTo("0");
      assertThat(workspace.withKey("sudo -n ls /etc/berth").output()).doesNotContain("password");
    }
  }

  private TestWorkspace start(String... options) {
    return TestWorkspace.start(directory, Optional.empty(), options);
  }
}
