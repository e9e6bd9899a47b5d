package dev.berth.workspace;

import java.io.IOException;
import java.net.SocketAddress;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.signature.BuiltinSignatures;

/**
 * Looks for the host key behind an address by a real SSH key exchange. It never logs in: the
 * exchange proves that the peer holds the private half, which is all that is asked.
 */
public final class SshProbe implements AutoCloseable {

  /** What was found. */
  public enum Answer {
    /** The expected key. */
    OURS,
    /** SSH, with another key: somebody else listens there. */
    ANOTHER_KEY,
    /** No SSH server answered in time. */
    NONE
  }

  private static final AttributeKey<CompletableFuture<PublicKey>> SHOWN = new AttributeKey<>();

  // A container's sshd answers within some 100 ms of its start: what is waited here is what the
  // user waits longer.
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long TRY_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final SshClient client = SshClient.setUpDefaultClient();

  public SshProbe() {
    // Nothing secret goes over this connection, so the cheapest exchange that every sshd has will
    // do;
    // the hybrid post-quantum ones that come first by default cost several times as much.
    client.setKeyExchangeFactories(
        List.of(ClientBuilder.DH2KEX.apply(BuiltinDHFactories.curve25519)));
    client.setSignatureFactories(List.of(BuiltinSignatures.ed25519));
    client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    client.setServerKeyVerifier(SshProbe::note);
    client.start();
  }

  /** Called once the peer's signature over the exchange was found good. */
  private static boolean note(ClientSession session, SocketAddress address, PublicKey key) {
    session.getConnectionContext().getAttribute(SHOWN).complete(key);
    return false; // Enough seen: the session ends here.
  }

  /** Tries until an SSH server answers, for {@code patience} at the most. */
  public Answer await(SocketAddress address, String expected, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      long left = deadline - System.nanoTime();
      var answer = ask(address, expected, Duration.ofNanos(Math.min(left, TRY_NANOS)));
      if (answer != Answer.NONE || System.nanoTime() + PAUSE_NANOS >= deadline) {
        return answer;
      }
      TimeUnit.NANOSECONDS.sleep(PAUSE_NANOS);
    }
  }

  /** One try; blocks for {@code timeout} at the most. */
  public Answer ask(SocketAddress address, String expected, Duration timeout)
      throws InterruptedException {
    var shown = new CompletableFuture<PublicKey>();
    long deadline = System.nanoTime() + timeout.toNanos();
    var context = AttributeRepository.ofKeyValuePair(SHOWN, shown);
    try (var session =
        client.connect("berth-probe", address, context, null).verify(timeout).getSession()) {
      session.addCloseFutureListener(
          _ -> shown.completeExceptionally(new IOException("closed before it showed a key")));
      PublicKey key = shown.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      return KeyUtils.compareKeys(key, HostKey.parse(expected)) ? Answer.OURS : Answer.ANOTHER_KEY;
    } catch (IOException | ExecutionException | TimeoutException notThere) {
      return Answer.NONE;
    }
  }

  @Override
  public void close() {
    client.stop();
  }
}
