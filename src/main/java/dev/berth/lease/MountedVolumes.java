package dev.berth.lease;

import dev.berth.kernel.UserId;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.Mount;
import dev.berth.volume.VolumeUse;
import dev.berth.volume.Volumes;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Which lease has a volume mounted. */
@Singleton
class MountedVolumes implements VolumeUse {

  private final LeaseStore leases;

  MountedVolumes(LeaseStore leases) {
    this.leases = leases;
  }

  @Override
  public Optional<String> usedBy(UserId owner, String volume) {
    return leases.live(owner).stream()
        .filter(lease -> lease.spec().mounts().stream().anyMatch(mount -> isOf(mount, volume)))
        .map(Lease::name)
        .findFirst();
  }

  private static boolean isOf(Mount mount, String volume) {
    return switch (mount.kind()) {
      case HOME -> volume.equals(Volumes.HOME);
      case VOLUME -> volume.equals(mount.name());
      case DATASET -> false;
    };
  }
}
