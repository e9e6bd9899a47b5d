package dev.berth.disk;

import dev.berth.image.ImageStore;
import dev.berth.image.InMemoryImageStore;
import dev.berth.lease.InMemoryLeaseStore;
import dev.berth.lease.LeaseStore;
import dev.berth.notify.model.Notice;
import dev.berth.volume.InMemoryVolumeStore;
import dev.berth.volume.VolumeStore;
import java.util.List;

class InMemoryDiskStoreTest extends DiskStoreContract {

  private final InMemoryLeaseStore leases = new InMemoryLeaseStore();
  private final InMemoryVolumeStore volumes = new InMemoryVolumeStore();
  private final InMemoryImageStore images = new InMemoryImageStore();
  private final InMemoryDiskStore store = new InMemoryDiskStore(leases, volumes, images);

  @Override
  protected DiskStore store() {
    return store;
  }

  @Override
  protected LeaseStore leases() {
    return leases;
  }

  @Override
  protected ImageStore images() {
    return images;
  }

  @Override
  protected VolumeStore volumes() {
    return volumes;
  }

  @Override
  protected List<String> told() {
    return store.told().stream().map(Notice::id).toList();
  }
}
