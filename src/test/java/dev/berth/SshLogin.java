package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Logs in with OpenSSH, host key checked against what the API told. */
public final class SshLogin {

  private final Path directory;

  public SshLogin(Path directory) {
    this.directory = directory;
    if (!Files.exists(key())) {
      Command.lines(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key().toString()));
    }
  }

  private Path key() {
    return directory.resolve("id");
  }

  public String publicKey() throws IOException {
    return Files.readString(directory.resolve("id.pub")).strip();
  }

  /** Asserts that a lease, as the API showed it some time, lets its owner in. */
  void succeedsAt(JsonPath lease) throws IOException {
    assertThat(run(lease, "echo in")).isEqualTo(new Shell.Result(0, "in"));
  }

  /** Runs a script in the workspace of a lease, as the API showed it some time. */
  public Shell.Result run(JsonPath lease, String script) throws IOException {
    Path knownHosts = directory.resolve("known_hosts-" + lease.getString("id"));
    Files.writeString(knownHosts, lease.getString("ssh.hostKey.knownHosts") + "\n");
    return Shell.run(
        List.of(
            "ssh",
            "-F",
            "none",
            "-i",
            key().toString(),
            "-p",
            lease.getString("ssh.port"),
            "-o",
            "BatchMode=yes",
            "-o",
            "ConnectTimeout=10",
            "-o",
            "IdentitiesOnly=yes",
            "-o",
            "LogLevel=ERROR",
            "-o",
            "StrictHostKeyChecking=yes",
            "-o",
            "UserKnownHostsFile=" + knownHosts,
            lease.getString("ssh.user") + "@" + lease.getString("ssh.host"),
            script));
  }
}
