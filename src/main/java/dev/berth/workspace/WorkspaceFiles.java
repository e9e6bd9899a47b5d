package dev.berth.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.berth.engine.model.FileEntry;
import dev.berth.lease.model.LeaseSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * What Berth puts into a container before each start. The entrypoint in {@code resources/workspace}
 * reads it; the two change together, with {@link dev.berth.workspace.Recipe#VERSION}.
 */
public final class WorkspaceFiles {

  private static final int ROOT_ONLY = 0600;
  private static final int READABLE = 0644;

  private WorkspaceFiles() {}

  /** The files for a container that is about to start and that keys alone open. */
  public static List<FileEntry> atStart(
      LeaseSpec spec, int uid, byte[] hostKey, List<String> authorizedKeys) {
    return atStart(spec, uid, hostKey, Access.byKeys(authorizedKeys));
  }

  /**
   * The files for a container that is about to start.
   *
   * @param uid of the owner, the same inside of every workspace of hers
   */
  public static List<FileEntry> atStart(LeaseSpec spec, int uid, byte[] hostKey, Access access) {
    String user = spec.user();
    var hash = access.passwordHash();
    String conf =
        "user=%s\nuid=%s\nsudo=yes\npassword=%s\n"
            .formatted(user, uid, hash.isPresent() ? "yes" : "no");
    var files = new ArrayList<FileEntry>();
    files.add(new FileEntry("/etc/berth/lease.conf", ROOT_ONLY, conf.getBytes(UTF_8)));
    files.add(new FileEntry("/etc/berth/ssh_host_ed25519_key", ROOT_ONLY, hostKey));
    hash.map(text -> new FileEntry("/etc/berth/password", ROOT_ONLY, (text + "\n").getBytes(UTF_8)))
        .ifPresent(files::add);
    files.add(
        new FileEntry(
            "/etc/berth/authorized_keys.d/" + user, READABLE, lines(access.authorizedKeys())));
    return List.copyOf(files);
  }

  /** New keys for a running workspace, to be taken over by {@link #installKeys}. */
  public static FileEntry incomingKeys(List<String> authorizedKeys) {
    return new FileEntry("/etc/berth/incoming/authorized_keys", READABLE, lines(authorizedKeys));
  }

  public static List<String> installKeys(LeaseSpec spec) {
    return List.of("/usr/lib/berth/install-keys", spec.user());
  }

  /** Ends all sessions and locks the password of a running workspace, or unlocks that. */
  public static List<String> lockOut(LeaseSpec spec, boolean locked) {
    return List.of("/usr/lib/berth/lock-out", spec.user(), locked ? "yes" : "no");
  }

  /** What a login shows; takes effect with the next one. */
  public static FileEntry motd(String text) {
    return new FileEntry("/etc/berth/motd", READABLE, text.getBytes(UTF_8));
  }

  private static byte[] lines(List<String> keys) {
    return keys.stream().map(key -> key + "\n").reduce("", String::concat).getBytes(UTF_8);
  }
}
