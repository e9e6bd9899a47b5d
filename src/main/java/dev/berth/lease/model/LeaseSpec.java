package dev.berth.lease.model;

import dev.berth.grant.model.GpuWish;
import java.util.List;
import java.util.Map;

/**
 * What was asked for. Kept as JSON in the row: rename a component only with a migration.
 *
 * @param image name in the catalogue
 * @param ssh whether Berth's SSH server is in it; without, the image runs as it is
 * @param labels the owner's own notes
 */
public record LeaseSpec(
    String image,
    boolean ssh,
    Resources resources,
    Login login,
    Program program,
    Networking network,
    List<Mount> mounts,
    RestartPolicy restart,
    Map<String, String> labels,
    GpuWish gpus) {

  public LeaseSpec {
    mounts = List.copyOf(mounts);
    labels = Map.copyOf(labels);
  }

  public boolean wantsGpus() {
    return gpus.count() > 0;
  }
}
