package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.PostgresResource;
import dev.berth.RealEngine;
import dev.berth.Shell;
import dev.berth.node.Installation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * An image as people bring it, with everything in it that gets into an SSH server's way. No Ubuntu
 * can be had without a registry: it is Debian 12 with Ubuntu's habits.
 */
@QuarkusTest
@TestProfile(RealEngine.class)
@QuarkusTestResource(PostgresResource.class)
class WorkspaceOnUbuntuLikeIT extends EditorContract {

  private static final String IMAGE = "berth/test-ubuntu-like:local";

  WorkspaceOnUbuntuLikeIT(TestUsers users, Installation installation) {
    super(users, installation, "ubuntu-like");
  }

  @Override
  String source(Path directory) {
    String base = System.getProperty("berth.test.source-image", "debian:bookworm-slim");
    String dockerfile =
        """
        FROM %s
        RUN apt-get -q update && apt-get -q install -y --no-install-recommends zsh sudo
        RUN useradd -m -u 1000 -s /usr/bin/zsh -G sudo,adm,root ubuntu && \
            useradd -m -u 1001 -s /usr/bin/zsh -G sudo dev && \
            printf 'ubuntu:ubuntu\\ndev:dev\\nroot:root\\n' | chpasswd
        RUN for f in .bashrc .zshrc; do for h in /etc/skel /home/ubuntu /home/dev; do \
            printf 'echo "Welcome to the image"\\n(conda initialize)\\n' >> $h/$f; done; done && \
            printf 'Welcome!\\n' > /etc/motd && touch /etc/nologin && chmod 700 /opt && \
            mkdir -p /opt/conda/bin /workspace && chmod 755 /opt && \
            printf '#!/bin/sh\\necho conda python\\n' > /opt/conda/bin/python && \
            chmod 755 /opt/conda/bin/python && sed -i '1i Defaults requiretty' /etc/sudoers
        ENV PATH=/opt/conda/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
            LD_LIBRARY_PATH=/opt/conda/lib OPENSSL_CONF=/opt/conda/ssl/openssl.cnf
        SHELL ["/usr/bin/zsh", "-c"]
        HEALTHCHECK --interval=1s --retries=1 CMD false
        STOPSIGNAL SIGKILL
        WORKDIR /workspace
        USER 1000
        ENTRYPOINT ["/bin/false"]
        CMD ["--help"]
        """
            .formatted(base);
    try {
      Path context = Files.createDirectory(directory.resolve("ubuntu-like"));
      Files.writeString(context.resolve("Dockerfile"), dockerfile);
      var built =
          Shell.run(
              List.of("env", "DOCKER_BUILDKIT=0", "docker", "build", "-t", IMAGE, context + "/"));
      assertThat(built.exitCode()).as(built.output()).isZero();
      return IMAGE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** That of the image's own account of this name. */
  @Override
  String shell() {
    return "/usr/bin/zsh";
  }

  @Test
  void theImagesPathComesFirstInEverySession() {
    assertThat(client.ssh("python").text()).isEqualTo("conda python");
    assertThat(client.ssh("bash -lc python 2> /dev/null").text()).endsWith("conda python");
    assertThat(client.ssh("sudo -n python").text()).isEqualTo("conda python");
    assertThat(client.run("python; exit\n", client.to("-tt")).stdout()).contains("conda python");
  }

  @Test
  void neitherTheImagesAccountsNorItsPasswordsOpenAnything() {
    assertThat(client.ssh("id ubuntu").text()).contains("uid=1000(ubuntu)");
    assertThat(client.ssh("sudo -n cat /etc/shadow").text().lines())
        .anyMatch(line -> line.startsWith("dev:*:"));
    assertThat(client.ssh("id dev-1001").exitCode()).isZero();
  }

  @Test
  void itsHealthCheckDoesNotCallTheWorkspaceUnhealthy() {
    assertThat(
            Shell.docker("inspect", "--format", "{{.State.Status}} {{.State.Health}}", container())
                .output())
        .isEqualTo("running <nil>");
  }
}
