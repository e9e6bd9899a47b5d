package dev.berth.gpu;

import dev.berth.gpu.model.FoundGpu;
import dev.berth.gpu.model.KnownGpu;
import dev.berth.kernel.GpuId;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Where GPUs are kept. Who holds them is written by leases alone. */
public interface GpuStore {

  /** By index, those that are gone too. */
  List<KnownGpu> list();

  /**
   * Writes what a probe has found: new ones are there, those not found are gone. One that nobody
   * holds is clean again when it was found so; one with a fault is quarantined for it, unless it is
   * already.
   *
   * @param dirtyBefore those that were dirty when the probe began: what it saw of another may be of
   *     the time in which a lease still held it
   * @return those that are quarantined by this
   */
  List<FoundGpu> found(List<FoundGpu> gpus, Set<GpuId> dirtyBefore, Instant at);

  /** Keeps it from whoever does not have it yet; false where there is none of this id. */
  boolean quarantine(GpuId gpu, String reason);

  /** Keeps it from whoever does not have it yet, and from longer terms; false as above. */
  boolean drain(GpuId gpu);

  /** Lets it be had again; false where there is none of this id. */
  boolean restore(GpuId gpu);
}
