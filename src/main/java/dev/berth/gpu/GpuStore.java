package dev.berth.gpu;

import dev.berth.gpu.model.FoundGpu;
import dev.berth.gpu.model.KnownGpu;
import dev.berth.gpu.model.ShareChange;
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

  /**
   * Keeps it and its shares from whoever does not have them yet; false where there is none of this
   * id. To be asked of a whole GPU, as all that follows.
   */
  boolean quarantine(GpuId gpu, String reason);

  /** Keeps it from whoever does not have it yet, and from longer terms; false as above. */
  boolean drain(GpuId gpu);

  /** Lets it be had again; false where there is none of this id. */
  boolean restore(GpuId gpu);

  /**
   * Has it given away in so many shares, each with a row of its own, or as a whole again. Only
   * where nobody has it or a share of it, nor will by a reservation.
   *
   * @param shares 1 for as a whole
   */
  ShareChange share(GpuId gpu, int shares);
}
