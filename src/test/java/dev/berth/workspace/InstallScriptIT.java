package dev.berth.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.Shell;
import dev.berth.engine.model.FileEntry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The installation on other families of distributions, with a package manager that only notes what
 * it is asked for: it shows the order of things, NOT that those packages exist or suffice. No image
 * of these families can be had here.
 */
class InstallScriptIT {

  private static final String IMAGE =
      System.getProperty("berth.test.source-image", "debian:bookworm-slim");

  /** A Debian whose own manager is gone; the stand-in makes every tool it is asked for. */
  private static final String STAND_IN =
      """
      set -eu
      manager=$1 works=$2
      mkdir -p /usr/lib/berth && cd /usr/lib/berth
      printf '%s' "$3" > install.sh
      for file in probe-sshd entrypoint install-keys prepare.awk sshd_config motd.sh lock-out restart-sshd; do
        printf '#!/bin/sh\\necho %s ran\\n' $file > $file
      done
      chmod +x probe-sshd
      rm -f /usr/bin/apt-get /etc/ssl/certs/ca-certificates.crt
      {
        echo '#!/bin/sh'
        echo 'echo "asked: $0 $*" | sed "s|/usr/local/bin/||"'
        if [ "$works" = yes ]; then
          echo 'for t in sshd ssh ssh-keygen scp sudo rsync git ps flock which curl; do'
          echo '  ln -sf /bin/true /usr/local/sbin/$t'
          echo 'done'
          echo 'mkdir -p /etc/ssl/certs && echo ca > /etc/ssl/certs/ca-certificates.crt'
          echo 'mkdir -p /usr/lib64 && : > /usr/lib64/libstdc++.so.6'
        fi
      } > /usr/local/bin/$manager
      chmod +x /usr/local/bin/$manager
      mkdir -p /etc/ssh && touch /etc/ssh/ssh_host_rsa_key && echo hi > /etc/motd
      /bin/sh install.sh || exit
      ls /etc/ssh/ssh_host_* 2> /dev/null || echo no host key
      [ -s /etc/motd ] || echo no motd
      """;

  @ParameterizedTest(name = "untried on a real one: {0}")
  @CsvSource({
    "dnf, 'dnf install -y --setopt=install_weak_deps=0 --setopt=tsflags=nodocs', dnf clean all",
    "microdnf, 'microdnf install -y --setopt=install_weak_deps=0 --setopt=tsflags=nodocs',"
        + " microdnf clean all",
    "yum, yum install -y, yum clean all",
    "zypper, zypper --non-interactive install --no-recommends, zypper clean --all",
    "apk, apk add --no-cache, "
  })
  void asksTheFamilysManagerForWhatIsMissing(String manager, String install, String after) {
    var result = installWith(manager, "yes");
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output())
        .containsPattern("asked: \\Q" + install + "\\E .*openssh-server")
        .contains("probe-sshd ran", "no host key", "no motd");
    if (after != null) {
      assertThat(result.output()).contains("asked: " + after);
    }
    String asked =
        result.output().lines().filter(line -> line.contains(install)).findFirst().orElseThrow();
    assertThat(asked).contains(" sudo", " rsync", " git", " ca-certificates");
  }

  @Test
  void saysWhatIsStillMissingAfterTheInstallation() {
    var result = installWith("apk", "no");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output())
        .contains("the packages were installed, yet this image still lacks: sshd ");
  }

  @Test
  void saysWhatIsMissingWhereThereIsNoManagerItKnows() {
    var result = installWith("pacman", "yes");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output()).contains("this image lacks: sshd ", "has no package manager");
  }

  private static Shell.Result installWith(String manager, String works) {
    String script =
        Recipe.files().stream()
            .filter(file -> file.path().equals("install.sh"))
            .map(FileEntry::content)
            .map(content -> new String(content, UTF_8))
            .findFirst()
            .orElseThrow();
    return Shell.run(
        List.of(
            "docker",
            "run",
            "--rm",
            "--network=none",
            IMAGE,
            "sh",
            "-c",
            STAND_IN,
            "sh",
            manager,
            works,
            script));
  }
}
