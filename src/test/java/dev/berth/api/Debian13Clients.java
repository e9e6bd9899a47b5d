package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** OpenSSH 10, rsync and sshfs of Debian 13, in a container on this machine's network. */
final class Debian13Clients {

  private static final String IMAGE = "berth/test-clients:local";

  private final Path directory;

  /** Builds the image, from the cache but for the first time; the clients see {@code directory}. */
  Debian13Clients(Path directory) {
    this.directory = directory;
    String dockerfile =
        """
        FROM %s
        RUN apt-get -q update && \
            apt-get -q install -y --no-install-recommends openssh-client rsync sshfs
        """
            .formatted(System.getProperty("berth.test.trixie-image", "debian:trixie-slim"));
    try {
      Path context = Files.createDirectories(directory.resolve("clients"));
      Files.writeString(context.resolve("Dockerfile"), dockerfile);
      var built =
          Shell.run(
              List.of("env", "DOCKER_BUILDKIT=0", "docker", "build", "-t", IMAGE, context + "/"));
      assertThat(built.exitCode()).as(built.output()).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs a script that ends at its first error, with the client's {@code ssh -F CONFIG} as {@code
   * $1} and its alias as {@code $2}; options are those of {@code docker run}.
   */
  Shell.Result run(SshClient client, String script, String... options) {
    var command = new ArrayList<>(List.of("run", "--rm", "--network", "host"));
    command.addAll(List.of("-v", directory + ":" + directory + ":ro"));
    command.addAll(List.of(options));
    command.addAll(List.of(IMAGE, "bash", "-euc", script, "bash"));
    command.addAll(List.of(client.config().toString(), client.alias()));
    return Shell.docker(command.toArray(String[]::new));
  }
}
