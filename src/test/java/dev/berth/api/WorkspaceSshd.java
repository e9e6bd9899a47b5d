package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.Shell;
import java.time.Duration;

/** The SSH server inside of a container, as somebody changes it who is root there. */
record WorkspaceSshd(String container) {

  private static final String KEY = "/etc/berth/ssh_host_ed25519_key";
  private static final String CONFIG = "/run/berth/sshd_config";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Gives it another host key than the published one, until it is put back. */
  void swapHostKey() {
    asRoot("mv %1$s %1$s.kept && ssh-keygen -q -t ed25519 -N '' -f %1$s".formatted(KEY));
    reread();
  }

  void putHostKeyBack() {
    asRoot("mv %1$s.kept %1$s && rm %1$s.pub".formatted(KEY));
    reread();
  }

  /** How long it bears a client that says nothing: {@code count} questions of a second each. */
  void setPatience(int count) {
    asRoot(
        "cp %1$s %1$s.kept && sed -i 's/^ClientAliveInterval .*/ClientAliveInterval 1/;s/^ClientAliveCountMax .*/ClientAliveCountMax %2$d/' %1$s"
            .formatted(CONFIG, count));
    reread();
  }

  void putPatienceBack() {
    asRoot("mv %1$s.kept %1$s".formatted(CONFIG));
    reread();
  }

  /** Sessions go on; who comes afterwards meets the new settings. */
  private void reread() {
    long before = starts();
    asRoot("kill -HUP $(cat /run/berth/sshd.pid)");
    await().atMost(PATIENCE).until(() -> starts() > before);
  }

  private long starts() {
    return log().lines().filter(line -> line.startsWith("Server listening on 0.0.0.0")).count();
  }

  String log() {
    return Shell.docker("logs", container).output();
  }

  /** Whether a process with exactly this command line is there. */
  boolean runs(String command) {
    return Shell.docker("exec", container, "pgrep", "-fx", command).exitCode() == 0;
  }

  private void asRoot(String script) {
    var result = Shell.docker("exec", "--user", "0", container, "sh", "-euc", script);
    assertThat(result.exitCode()).as(result.output()).isZero();
  }
}
