package dev.berth.lease.model;

import dev.berth.kernel.ByteSize;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for. Kept as JSON in the row: rename a component only with a migration.
 *
 * @param image name in the catalogue
 * @param cpus number of CPUs, fractions allowed
 * @param pidsLimit most processes and threads at once
 * @param user the one login account
 * @param home whether the owner's home volume is mounted
 * @param env variables on top of the image's own
 * @param labels the owner's own notes
 */
public record LeaseSpec(
    String image,
    double cpus,
    ByteSize memory,
    ByteSize shmSize,
    int pidsLimit,
    String user,
    boolean home,
    @Nullable String hostname,
    Map<String, String> env,
    Map<String, String> labels) {

  public LeaseSpec {
    env = Map.copyOf(env);
    labels = Map.copyOf(labels);
  }

  /** Where the login account lives inside. */
  public String homeDirectory() {
    return "root".equals(user) ? "/root" : "/home/" + user;
  }
}
