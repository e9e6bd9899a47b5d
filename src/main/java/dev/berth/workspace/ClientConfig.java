package dev.berth.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.berth.kernel.PortNumber;
import dev.berth.lease.model.Lease;
import java.net.URLEncoder;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
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
    return "vscode" + remoteSsh(lease, host);
  }

  /**
   * Opens the workspace's home in Cursor, which knows VS Code's links under a scheme of its own.
   */
  public static String cursorLink(Lease lease, String host) {
    return "cursor" + remoteSsh(lease, host);
  }

  /**
   * Opens JetBrains Gateway with the connection filled in; the user confirms it and chooses the
   * IDE. JetBrains does not document this grammar; it is what other products use.
   */
  public static String jetbrainsLink(Lease lease, String host) {
    return "jetbrains-gateway://connect#type=ssh&deploy=true&host=%s&port=%s&user=%s&projectPath=%s"
        .formatted(
            encoded(host),
            lease.sshPort(),
            encoded(lease.spec().login().user()),
            encoded(lease.spec().login().homeDirectory()));
  }

  private static String remoteSsh(Lease lease, String host) {
    return "://vscode-remote/ssh-remote+"
        + authority(lease, host.toLowerCase(Locale.ROOT))
        + encodedPath(lease.spec().login().homeDirectory());
  }

  /**
   * The editors lower-case it. Between the colons of an IPv6 address they would not find the port:
   * then it is the other form they know, JSON in hexadecimal.
   */
  private static String authority(Lease lease, String host) {
    String user = lease.spec().login().user();
    if (host.indexOf(':') < 0) {
      return encoded(user) + "@" + host + ":" + lease.sshPort();
    }
    String json =
        "{\"hostName\":\"%s\",\"user\":\"%s\",\"port\":%s}".formatted(host, user, lease.sshPort());
    return HexFormat.of().formatHex(json.getBytes(UTF_8));
  }

  /** As encodeURIComponent does. */
  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private static String encodedPath(String path) {
    return encoded(path).replace("%2F", "/");
  }

  /** The name of a lease in an ssh_config. Lower case throughout: VS Code lower-cases it. */
  public static String alias(Lease lease) {
    return "berth-" + lease.name();
  }

  /**
   * An ssh_config for some leases, newest first. The host key is looked up under an alias of its
   * own, so that a port that is used again by another lease later does no harm. Which of the user's
   * keys opens it, Berth can't know: a comment says what to do where an agent has many.
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
                  # With more than five keys in your agent, name the right one:
                  # IdentityFile ~/.ssh/id_ed25519
                  # IdentitiesOnly yes
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
