package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.workspace.SshProbe.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.KeyPair;
import java.time.Duration;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.server.SshServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SshProbeTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final HostKey KEY = HostKey.generate();
  private final SshProbe probe = new SshProbe();

  @AfterEach
  void close() {
    probe.close();
  }

  @Test
  void knowsItsOwnKey() throws Exception {
    try (var server = serverWith(ours())) {
      assertThat(probe.await(address(server.getPort()), KEY.publicKey(), LONG))
          .isEqualTo(Answer.OURS);
    }
  }

  @Test
  void tellsAnotherKey() throws Exception {
    try (var server = serverWith(KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256))) {
      assertThat(probe.await(address(server.getPort()), KEY.publicKey(), LONG))
          .isEqualTo(Answer.ANOTHER_KEY);
    }
  }

  @Test
  void waitsForASilentSocketNoLongerThanItMay() throws Exception {
    try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      long start = System.nanoTime();
      assertThat(probe.await(address(silent.getLocalPort()), KEY.publicKey(), SHORT))
          .isEqualTo(Answer.NONE);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT.dividedBy(2), LONG);
    }
  }

  @Test
  void findsNothingOnAClosedPort() throws Exception {
    assertThat(probe.await(address(closedPort()), KEY.publicKey(), SHORT)).isEqualTo(Answer.NONE);
    assertThat(probe.await(address(closedPort()), KEY.publicKey(), Duration.ZERO))
        .isEqualTo(Answer.NONE);
  }

  @Test
  void waitsForAServerThatIsNotThereYet() throws Exception {
    int port = closedPort();
    var answer = new Answer[1];
    var asking =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    answer[0] = probe.await(address(port), KEY.publicKey(), LONG);
                  } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                  }
                });
    assertThat(probe.ask(address(port), KEY.publicKey(), SHORT)).isEqualTo(Answer.NONE);
    try (var _ = serverWith(ours(), port)) {
      asking.join();
    }
    assertThat(answer[0]).isEqualTo(Answer.OURS);
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The key pair from the file that a workspace gets. */
  private static KeyPair ours() throws Exception {
    return SecurityUtils.loadKeyPairIdentities(
            null, () -> "host key", new ByteArrayInputStream(KEY.privateKey()), null)
        .iterator()
        .next();
  }

  private static SshServer serverWith(KeyPair key) throws IOException {
    return serverWith(key, 0);
  }

  private static SshServer serverWith(KeyPair key, int port) throws IOException {
    var server = SshServer.setUpDefaultServer();
    server.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    server.setPort(port);
    server.setKeyPairProvider(KeyPairProvider.wrap(key));
    server.start();
    return server;
  }
}
