package dev.berth.watchdog;

import dev.berth.lease.model.Lease;
import dev.berth.node.Node;
import dev.berth.workspace.SshProbe;
import java.time.Duration;

/** Asks by a real SSH key exchange on the published port. */
public final class SshReachability implements Reachability {

  private final SshProbe probe;
  private final Node node;

  public SshReachability(SshProbe probe, Node node) {
    this.probe = probe;
    this.node = node;
  }

  @Override
  public Answer ask(Lease lease, Duration patience) throws InterruptedException {
    return switch (probe.await(node.probeAddress(lease.sshPort()), lease.hostKey(), patience)) {
      case OURS -> Answer.OURS;
      case ANOTHER_KEY -> Answer.ANOTHER_KEY;
      case NONE -> Answer.NONE;
    };
  }
}
