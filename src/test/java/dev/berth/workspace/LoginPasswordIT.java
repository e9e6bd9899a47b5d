package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.Shell;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoginPasswordIT {

  private final LoginPassword password = LoginPassword.generate();
  private final String hash = password.hash();
  private TestWorkspace workspace;

  @BeforeAll
  void start(@TempDir Path directory) {
    workspace = TestWorkspace.start(directory, Optional.of(hash));
  }

  @AfterAll
  void remove() {
    workspace.close();
  }

  @Test
  void opensTheWorkspace() {
    var result = workspace.withPassword(password.text(), "id -un; sudo -n id -u");
    assertThat(result).isEqualTo(new Shell.Result(0, "dev\n0"));
  }

  @Test
  void isTheOnlyOneThatDoes() {
    for (String wrong : List.of("", "dev", password.text().toLowerCase(Locale.ROOT))) {
      var result = workspace.withPassword(wrong, "-o", "NumberOfPasswordPrompts=1", "true");
      assertThat(result.exitCode()).as(result.output()).isEqualTo(255);
      assertThat(result.output()).contains("Permission denied (publickey,password)");
    }
    var root =
        workspace.withPassword(
            password.text(), "-l", "root", "-o", "NumberOfPasswordPrompts=1", "true");
    assertThat(root.exitCode()).isEqualTo(255);
  }

  @Test
  void doesNotOpenByWayOfTheKeyboardInteractiveMethod() {
    var result =
        workspace.withPassword(
            password.text(), "-o", "PreferredAuthentications=keyboard-interactive", "true");
    assertThat(result.exitCode()).isEqualTo(255);
    assertThat(result.output()).contains("Permission denied (publickey,password)");
  }

  @Test
  void isGuessedAtSixTimesAConnectionAtMost() {
    var result = workspace.withPassword("guess", "-o", "NumberOfPasswordPrompts=50", "true");
    assertThat(result.exitCode()).isEqualTo(255);
    assertThat(result.output()).contains("Too many authentication failures");
    assertThat(result.output().lines().filter(line -> line.contains("try again")).count())
        .isLessThan(6);
  }

  @Test
  void opensNothingWhileTheUserIsLockedOut() {
    lockOut("yes");
    var result = workspace.withPassword(password.text(), "-o", "NumberOfPasswordPrompts=1", "true");
    assertThat(result.exitCode()).isEqualTo(255);
    assertThat(Shell.docker("exec", workspace.name(), "cat", "/etc/shadow").output())
        .contains("dev:*:")
        .doesNotContain(hash);

    lockOut("no");
    assertThat(workspace.withPassword(password.text(), "true").exitCode()).isZero();
    assertThat(Shell.docker("exec", workspace.name(), "stat", "-c", "%a", "/etc/shadow").output())
        .isEqualTo("640");
  }

  private void lockOut(String locked) {
    var result = Shell.docker("exec", workspace.name(), "/usr/lib/berth/lock-out", "dev", locked);
    assertThat(result).isEqualTo(new Shell.Result(0, ""));
  }

  @Test
  void isNowhereToBeSeenAndItsHashOnlyForRootInside() {
    workspace.withPassword(password.text(), "true");
    String outside =
        Shell.docker("inspect", workspace.name()).output()
            + Shell.docker("logs", workspace.name()).output()
            + Shell.docker("diff", workspace.name()).output();
    assertThat(outside).contains("Accepted password for dev").doesNotContain(password.text(), hash);
    assertThat(workspace.withPassword(password.text(), "cat /etc/berth/password /etc/shadow"))
        .extracting(Shell.Result::output)
        .asString()
        .contains("Permission denied")
        .doesNotContain(hash);
    assertThat(Shell.docker("exec", workspace.name(), "grep", "^dev:", "/etc/shadow").output())
        .startsWith("dev:" + hash + ":");
    String everywhere = "grep -rlF -- \"$1\" /etc /run /home /root /var /tmp 2> /dev/null";
    assertThat(
            Shell.docker("exec", workspace.name(), "sh", "-c", everywhere, "sh", password.text())
                .output())
        .isEmpty();
  }
}
