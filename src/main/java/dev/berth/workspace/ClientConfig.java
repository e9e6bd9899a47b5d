package dev.berth.workspace;

import dev.berth.kernel.PortNumber;
import dev.berth.lease.model.Lease;
import java.util.List;
import java.util.stream.Collectors;

/** What a client needs to connect: command lines, links and files, in the clients' own grammars. */
public final class ClientConfig {

  private static final int SSH_PORT = 22;

  private ClientConfig() {}

  public static String sshCommand(Lease lease, String host) {
    return "ssh -p " + lease.sshPort() + " " + lease.spec().login().user() + "@" + host;
  }

  /** A line for known_hosts: the bracketed form unless the port is SSH's own. */
  public static String knownHosts(Lease lease, String host) {
    return address(host, lease.sshPort()) + " " + lease.hostKey();
  }

  private static String address(String host, PortNumber port) {
    return port.value() == SSH_PORT ? host : "[" + host + "]:" + port;
  }

  /** Opens the workspace's home in VS Code with the Remote-SSH extension. */
  public static String vscodeLink(Lease lease, String host) {
    return "vscode://vscode-remote/ssh-remote+%s@%s:%s%s"
        .formatted(
            lease.spec().login().user(),
            host,
            lease.sshPort(),
            lease.spec().login().homeDirectory());
  }

  /** The name of a lease in an ssh_config. Lower case throughout: VS Code lower-cases it. */
  public static String alias(Lease lease) {
    return "berth-" + lease.name();
  }

  /**
   * An ssh_config for some leases, newest first. The key is looked up under an alias of its own, so
   * that a port that is used again by another lease later does no harm.
   */
  public static String sshConfig(List<Lease> leases, String host, String knownHostsFile) {
    return leases.stream()
        .filter(lease -> lease.spec().ssh())
        .map(
            lease ->
                """
                Host %s
                  HostName %s
                  Port %s
                  User %s
                  HostKeyAlias %s
                  UserKnownHostsFile %s
                  StrictHostKeyChecking yes
                  UpdateHostKeys no
                  ServerAliveInterval 30
                  ServerAliveCountMax 6
                """
                    .formatted(
                        alias(lease),
                        host,
                        lease.sshPort(),
                        lease.spec().login().user(),
                        hostKeyAlias(lease),
                        knownHostsFile))
        .collect(Collectors.joining("\n"));
  }

  /**
   * A known_hosts for some leases: by address for plain ssh, and by the alias of the ssh_config.
   */
  public static String knownHosts(List<Lease> leases, String host) {
    return leases.stream()
        .filter(lease -> lease.spec().ssh())
        .map(
            lease ->
                knownHosts(lease, host) + "\n" + hostKeyAlias(lease) + " " + lease.hostKey() + "\n")
        .collect(Collectors.joining());
  }

  private static String hostKeyAlias(Lease lease) {
    return lease.id().containerName();
  }
}
