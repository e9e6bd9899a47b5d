package dev.berth.grant.model;

import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.GpuSpot;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A GPU as leases know it.
 *
 * @param index its number on the machine, for display: it changes when a card is lost
 * @param model as the driver names it, as {@code NVIDIA A100-SXM4-80GB}
 * @param memory in all; of a share, what its holder may use without taking from the others
 * @param spot where it is among the others
 */
public record Gpu(GpuId id, int index, String model, ByteSize memory, GpuSpot spot) {

  // Nothing is written of it in rows of leases that are older than it.
  @SuppressWarnings("ConstantValue")
  public Gpu {
    spot = Objects.requireNonNullElse(spot, GpuSpot.UNKNOWN);
  }

  /** One of which nobody knows where it is. */
  public Gpu(GpuId id, int index, String model, ByteSize memory) {
    this(id, index, model, memory, GpuSpot.UNKNOWN);
  }

  /** It as so many devices, each to be given away by itself. */
  public List<Gpu> shares(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(
            number ->
                new Gpu(
                    id.share(number, count),
                    index,
                    model + " 1/" + count,
                    new ByteSize(memory.bytes() / count),
                    spot))
        .toList();
  }
}
