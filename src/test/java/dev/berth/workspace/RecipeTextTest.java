package dev.berth.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.Shell;
import dev.berth.engine.model.FileEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The recipe read as text. No registry is reached from here, so RHEL's family, openSUSE and Alpine
 * are NOT baked by any test: what is tested is that their shells can read the scripts, and which
 * packages would be asked for.
 */
class RecipeTextTest {

  private static final String FOLDER = "src/main/resources/workspace/";
  private static final List<String> SCRIPTS =
      List.of(
          "install.sh",
          "entrypoint",
          "install-keys",
          "lock-out",
          "restart-sshd",
          "probe-sshd",
          "motd.sh");

  static Stream<String> shells() {
    return Stream.of("sh -n", "dash -n", "bash --posix -n", "busybox sh -n", "shellcheck -s sh");
  }

  @Test
  void nothingThatIsInAnImageOfAUsersOwnIsRun() {
    var any = dockerfile(Recipe.files());
    var own = dockerfile(Recipe.filesForOwn());
    assertThat(any).filteredOn(line -> line.startsWith("RUN")).hasSize(1);
    assertThat(own).noneMatch(line -> line.contains("RUN"));
    assertThat(any).containsAll(own).hasSize(own.size() + 1);
  }

  private static List<String> dockerfile(List<FileEntry> files) {
    return files.stream()
        .filter(file -> file.path().equals("Dockerfile"))
        .flatMap(file -> new String(file.content(), UTF_8).lines())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("shells")
  void everyScriptIsReadableTo(String shell) {
    for (String script : SCRIPTS) {
      var command = new ArrayList<>(List.of(shell.split(" ")));
      command.add(FOLDER + script);
      assertThat(Shell.run(command)).as(script).isEqualTo(new Shell.Result(0, ""));
    }
  }

  @ParameterizedTest(name = "{0}: {1} is in {2}")
  @CsvSource({
    "debian, sshd, openssh-server openssh-sftp-server",
    "debian, scp, openssh-client",
    "debian, ps, procps",
    "debian, libstdc++, libstdc++6",
    "redhat, sshd, openssh-server",
    "redhat, ssh, openssh-clients",
    "redhat, ssh-keygen, openssh",
    "redhat, ps, procps-ng",
    "redhat, which, which",
    "redhat, flock, util-linux",
    "redhat, libstdc++, libstdc++",
    "suse, ssh, openssh-clients",
    "suse, ssh-keygen, openssh-common",
    "suse, tar, tar",
    "suse, gunzip, gzip",
    "suse, ca-certificates, ca-certificates ca-certificates-mozilla",
    "alpine, sshd, openssh-server",
    "alpine, ssh, openssh-client-default",
    "alpine, scp, openssh-client-common",
    "alpine, ssh-keygen, openssh-keygen",
    "alpine, ps, procps",
    "alpine, awk, gawk",
    "alpine, flock, flock",
    "alpine, bash, bash",
    "alpine, stat, coreutils",
    "alpine, find, findutils",
    "alpine, libstdc++, libstdc++"
  })
  void untriedButKnownIsWhichPackageHas(String family, String tool, String packages) {
    String script =
        "eval \"$(sed -n '/^package_of() {/,/^}/p' %sinstall.sh)\"; family=%s; package_of %s"
            .formatted(FOLDER, family, tool);
    assertThat(Shell.run(List.of("sh", "-c", script))).isEqualTo(new Shell.Result(0, packages));
  }
}
