package dev.berth.lease.model;

import dev.berth.grant.model.GpuWish;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What was asked for. Kept as JSON in the row: rename a component only with a migration.
 *
 * @param image name in the catalogue
 * @param ssh whether Berth's SSH server is in it; without, the image runs as it is
 * @param labels the owner's own notes
 * @param idle rows of older leases have none
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
    GpuWish gpus,
    IdleWish idle) {

  public LeaseSpec {
    mounts = List.copyOf(mounts);
    labels = Map.copyOf(labels);
    idle = Objects.requireNonNullElse(idle, IdleWish.NONE);
  }

  public boolean wantsGpus() {
    return gpus.count() > 0;
  }
}
