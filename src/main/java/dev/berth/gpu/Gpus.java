package dev.berth.gpu;

import dev.berth.audit.Audit;
import dev.berth.gpu.model.FoundGpu;
import dev.berth.gpu.model.KnownGpu;
import dev.berth.gpu.model.ShareChange;
import dev.berth.grant.model.Gpu;
import dev.berth.kernel.GpuId;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What can be asked and said of the GPUs there are. */
@Singleton
public class Gpus {

  private final GpuStore store;
  private final Audit audit;

  public Gpus(GpuStore store, Audit audit) {
    this.store = store;
    this.audit = audit;
  }

  /** By index, those that are gone too. */
  public List<KnownGpu> list() {
    return store.list();
  }

  /** Those that may be given to a lease, now or when they are free. */
  public List<Gpu> usable() {
    return store.list().stream().filter(KnownGpu::isUsable).map(KnownGpu::gpu).toList();
  }

  /**
   * Takes note of what a probe has found, as {@link GpuStore#found}.
   *
   * @return those that are quarantined for a fault by this
   */
  public List<FoundGpu> found(List<FoundGpu> found, Set<GpuId> dirtyBefore, Instant at) {
    return audit.together(
        () -> {
          var faulty = store.found(found, dirtyBefore, at);
          faulty.forEach(
              gpu ->
                  audit.record(
                      "berth",
                      "gpu.quarantine",
                      gpu.gpu().id().value(),
                      gpu.fault().orElseThrow()));
          return faulty;
        });
  }

  /**
   * Gives it to nobody any more; who has it keeps it. Where it is a share, this is done to its GPU.
   * False where there is none of this id.
   */
  public boolean quarantine(String actor, GpuId id, String reason) {
    var gpu = id.device();
    return audit.together(
        () -> {
          boolean there = store.quarantine(gpu, reason);
          if (there) {
            audit.record(actor, "gpu.quarantine", gpu.value(), reason);
          }
          return there;
        });
  }

  /**
   * Gives it to nobody any more; who has it keeps it to the end of the term. Of a share as above.
   * False where there is none of this id.
   */
  public boolean drain(String actor, GpuId id) {
    var gpu = id.device();
    return audit.together(
        () -> {
          boolean there = store.drain(gpu);
          if (there) {
            audit.record(actor, "gpu.drain", gpu.value(), "");
          }
          return there;
        });
  }

  /** Lets it be had again. Of a share as above. False where there is none of this id. */
  public boolean restore(String actor, GpuId id) {
    var gpu = id.device();
    return audit.together(
        () -> {
          boolean there = store.restore(gpu);
          if (there) {
            audit.record(actor, "gpu.restore", gpu.value(), "");
          }
          return there;
        });
  }

  /** Has it given away in so many shares, or as a whole for 1, as {@link GpuStore#share}. */
  public ShareChange share(String actor, GpuId gpu, int shares) {
    return audit.together(
        () -> {
          var change = store.share(gpu, shares);
          if (change instanceof ShareChange.Changed) {
            audit.record(
                actor, "gpu.share", gpu.value(), shares == 1 ? "exclusive" : shares + " shares");
          }
          return change;
        });
  }
}
