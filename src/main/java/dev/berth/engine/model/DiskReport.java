package dev.berth.engine.model;

import dev.berth.kernel.LeaseId;
import java.util.List;
import java.util.Map;

/**
 * What this installation's containers and volumes take of the disk, in bytes.
 *
 * @param layers what was written in workspaces outside of mounts, with what was kept of earlier
 *     containers of theirs
 */
public record DiskReport(Map<LeaseId, Long> layers, List<VolumeSize> volumes) {

  public DiskReport {
    layers = Map.copyOf(layers);
    volumes = List.copyOf(volumes);
  }

  /** A volume, by the engine's name for it. */
  public record VolumeSize(String name, String owner, long bytes) {}
}
