package dev.berth.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.berth.engine.model.FileEntry;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseSecrets;
import dev.berth.lease.model.LeaseSpec;
import dev.berth.lease.model.Mount;
import dev.berth.lease.model.Networking;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Berth puts into a container before each start. The entrypoint in {@code resources/workspace}
 * reads it; the two change together, with {@link dev.berth.workspace.Recipe#VERSION}.
 */
public final class WorkspaceFiles {

  private static final int ROOT_ONLY = 0600;
  private static final int READABLE = 0644;
  private static final int SSH_PORT = 22;

  private WorkspaceFiles() {}

  /**
   * Where a workspace listens.
   *
   * @param hostAddress address of the host that a workspace on the host's own network binds to
   */
  public record Place(int uid, String hostAddress) {}

  /**
   * The files for a container that is about to start.
   *
   * @param authorizedKeys public keys, one a line
   */
  public static List<FileEntry> atStart(
      Lease lease, Place place, byte[] hostKey, List<String> authorizedKeys, LeaseSecrets secrets) {
    var spec = lease.spec();
    return List.of(
        file("/etc/berth/lease.conf", ROOT_ONLY, settings(lease, place)),
        new FileEntry("/etc/berth/ssh_host_ed25519_key", ROOT_ONLY, hostKey),
        file(
            "/etc/berth/password",
            ROOT_ONLY,
            secrets.passwordHash().map(WorkspaceFiles::shadow).orElse("")),
        file("/etc/berth/secret_env", ROOT_ONLY, variables(secrets.env())),
        file("/etc/berth/command", READABLE, script(spec)),
        file(
            "/etc/berth/authorized_keys.d/" + spec.login().user(),
            READABLE,
            lines(authorizedKeys)));
  }

  /**
   * Empty files in place of what must not be in an image of the workspace: keys, secrets, and what
   * the entrypoint made of them. Every start writes them again.
   */
  public static List<FileEntry> blanks(LeaseSpec spec) {
    return Stream.of(
            "/etc/berth/lease.conf",
            "/etc/berth/ssh_host_ed25519_key",
            "/etc/berth/password",
            "/etc/berth/secret_env",
            "/etc/berth/command",
            "/etc/berth/incoming/authorized_keys",
            "/etc/berth/authorized_keys.d/" + spec.login().user(),
            "/run/berth/sshd_config",
            "/run/berth/sudo.env",
            "/run/berth/profile")
        .map(path -> file(path, ROOT_ONLY, ""))
        .toList();
  }

  /** As the entrypoint reads it: {@code name=value} lines, not shell text. */
  private static String settings(Lease lease, Place place) {
    var spec = lease.spec();
    boolean onHost = spec.network().mode() == Networking.Mode.HOST;
    var text =
        new StringBuilder("user=%s\nuid=%s\nsudo=yes\n".formatted(spec.login().user(), place.uid()))
            .append("password=%s\n".formatted(spec.login().password() ? "yes" : "no"))
            .append("port=%s\n".formatted(onHost ? lease.sshPort().value() : SSH_PORT));
    if (onHost) {
      text.append("listen=%s\n".formatted(place.hostAddress()));
    }
    if (spec.program().workdir() != null) {
      text.append("workdir=%s\n".formatted(spec.program().workdir()));
    }
    spec.mounts().stream()
        .filter(mount -> mount.kind() == Mount.Kind.VOLUME && !mount.readOnly())
        .forEach(mount -> text.append("volume=%s\n".formatted(mount.target())));
    return text.toString();
  }

  /** What runs beside sshd, each word quoted so that the shell takes it as it is. */
  private static String script(LeaseSpec spec) {
    if (spec.program().command().isEmpty()) {
      return "";
    }
    String directory =
        spec.program().workdir() == null ? spec.login().homeDirectory() : spec.program().workdir();
    return "cd %s || exit\nexec %s\n"
        .formatted(
            quoted(directory),
            spec.program().command().stream()
                .map(WorkspaceFiles::quoted)
                .collect(Collectors.joining(" ")));
  }

  static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  /** New keys for a running workspace, to be taken over by {@link #installKeys}. */
  public static FileEntry incomingKeys(List<String> authorizedKeys) {
    return file("/etc/berth/incoming/authorized_keys", READABLE, lines(authorizedKeys));
  }

  public static List<String> installKeys(LeaseSpec spec) {
    return List.of("/usr/lib/berth/install-keys", spec.login().user());
  }

  /** Ends all sessions and locks the password of a running workspace, or unlocks that. */
  public static List<String> lockOut(LeaseSpec spec, boolean locked) {
    return List.of("/usr/lib/berth/lock-out", spec.login().user(), locked ? "yes" : "no");
  }

  /** Starts the SSH server of a running workspace anew; sessions and all else go on. */
  public static List<String> restartSshd() {
    return List.of("/usr/lib/berth/restart-sshd");
  }

  /** What a login shows; takes effect with the next one. */
  public static FileEntry motd(String text) {
    return file("/etc/berth/motd", READABLE, text);
  }

  /** Goes into a line of /etc/shadow. */
  private static String shadow(String hash) {
    if (!LoginPassword.isHash(hash)) {
      throw new IllegalArgumentException("not a SHA-512 hash of crypt(3)");
    }
    return hash + "\n";
  }

  private static String variables(Map<String, String> env) {
    return env.entrySet().stream()
        .map(variable -> variable.getKey() + "=" + variable.getValue() + "\n")
        .sorted()
        .collect(Collectors.joining());
  }

  private static String lines(List<String> keys) {
    return keys.stream().map(key -> key + "\n").collect(Collectors.joining());
  }

  private static FileEntry file(String path, int mode, String content) {
    return new FileEntry(path, mode, content.getBytes(UTF_8));
  }
}
