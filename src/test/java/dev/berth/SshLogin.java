package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Logs in with OpenSSH, host key checked against what the API told. */
final class SshLogin {

  private final Path directory;

  SshLogin(Path directory) {
    this.directory = directory;
    if (!Files.exists(key())) {
      Command.lines(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key().toString()));
    }
  }

  private Path key() {
    return directory.resolve("id");
  }

  String publicKey() throws IOException {
    return Files.readString(directory.resolve("id.pub")).strip();
  }

  /** Asserts that a lease, as the API showed it some time, lets its owner in. */
  void succeedsAt(JsonPath lease) throws IOException {
    Path knownHosts = directory.resolve("known_hosts-" + lease.getString("id"));
    Files.writeString(knownHosts, lease.getString("ssh.hostKey.knownHosts") + "\n");
    var result =
        Command.run(
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
                "StrictHostKeyChecking=yes",
                "-o",
                "UserKnownHostsFile=" + knownHosts,
                lease.getString("ssh.user") + "@" + lease.getString("ssh.host"),
                "echo in"));
    assertThat(result.output()).isEqualTo("in\n");
    assertThat(result.exitCode()).isZero();
  }
}
