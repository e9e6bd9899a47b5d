package dev.berth.watchdog;

import dev.berth.engine.FakeEngine;
import dev.berth.kernel.PortNumber;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.Lease;
import dev.berth.secret.SecretBox;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Answers as the containers of a fake engine would: where one runs that publishes the port, with
 * the host key that was put into it. Waits for nothing; {@link #instead} may answer otherwise.
 */
final class FakeReachability implements Reachability {

  private static final PortNumber SSH = new PortNumber(22);
  private final FakeEngine engine;
  private final LeaseStore leases;
  private final SecretBox secrets;
  private Supplier<Optional<Answer>> instead = Optional::empty;

  FakeReachability(FakeEngine engine, LeaseStore leases, SecretBox secrets) {
    this.engine = engine;
    this.leases = leases;
    this.secrets = secrets;
  }

  void instead(Supplier<Optional<Answer>> answer) {
    instead = answer;
  }

  @Override
  public Answer ask(Lease lease, Duration patience) {
    return instead.get().orElseGet(() -> seen(lease));
  }

  Answer seen(Lease lease) {
    String name = lease.id().containerName();
    boolean listens =
        engine.isRunning(name)
            && engine.spec(name).orElseThrow().ports().stream()
                .anyMatch(
                    port -> port.container().equals(SSH) && port.host().equals(lease.sshPort()));
    if (!listens) {
      return Answer.NONE;
    }
    byte[] expected = secrets.open(leases.sealedHostKey(lease.id()), lease.id().value());
    var shown = engine.files(name).get("/etc/berth/ssh_host_ed25519_key");
    return shown != null && Arrays.equals(shown.content(), expected)
        ? Answer.OURS
        : Answer.ANOTHER_KEY;
  }
}
