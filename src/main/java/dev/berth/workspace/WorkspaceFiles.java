package dev.berth.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.berth.engine.model.FileEntry;
import dev.berth.lease.model.LeaseSpec;
import java.util.List;

/**
 * What Berth puts into a container before each start. The entrypoint in {@code resources/workspace}
 * reads it; the two change together, with {@link dev.berth.workspace.Recipe#VERSION}.
 */
public final class WorkspaceFiles {

  private static final int ROOT_ONLY = 0600;
  private static final int READABLE = 0644;

  private WorkspaceFiles() {}

  /**
   * The files for a container that is about to start.
   *
   * @param uid of the owner, the same inside of every workspace of hers
   * @param authorizedKeys public keys, one a line
   */
  public static List<FileEntry> atStart(
      LeaseSpec spec, int uid, byte[] hostKey, List<String> authorizedKeys) {
    String conf = "user=%s\nuid=%s\nsudo=yes\npassword=no\n".formatted(spec.user(), uid);
    return List.of(
        new FileEntry("/etc/berth/lease.conf", ROOT_ONLY, conf.getBytes(UTF_8)),
        new FileEntry("/etc/berth/ssh_host_ed25519_key", ROOT_ONLY, hostKey),
        new FileEntry(
            "/etc/berth/authorized_keys.d/" + spec.user(), READABLE, lines(authorizedKeys)));
  }

  /** New keys for a running workspace, to be taken over by {@link #installKeys}. */
  public static FileEntry incomingKeys(List<String> authorizedKeys) {
    return new FileEntry("/etc/berth/incoming/authorized_keys", READABLE, lines(authorizedKeys));
  }

  public static List<String> installKeys(LeaseSpec spec) {
    return List.of("/usr/lib/berth/install-keys", spec.user());
  }

  private static byte[] lines(List<String> keys) {
    return keys.stream().map(key -> key + "\n").reduce("", String::concat).getBytes(UTF_8);
  }
}
