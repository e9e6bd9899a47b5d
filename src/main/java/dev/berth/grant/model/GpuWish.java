package dev.berth.grant.model;

import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The GPUs that a lease asks for. Kept as JSON in its row: rename a component only with a
 * migration.
 *
 * @param count 0 for none
 * @param model a part of the model's name, in any case
 * @param memory least memory of each
 * @param ids exactly these, {@code count} of them; empty for any
 * @param claim whether its owner is asked first when they are there
 * @param share whether shares of GPUs are meant, and not whole ones
 * @param onLoss what is done when a running workspace does not see them any more
 */
public record GpuWish(
    int count,
    @Nullable String model,
    @Nullable ByteSize memory,
    List<GpuId> ids,
    boolean share,
    OnLoss onLoss,
    boolean claim) {

  public static final GpuWish NONE = new GpuWish(0, null, null, List.of());

  public GpuWish(int count, @Nullable String model, @Nullable ByteSize memory, List<GpuId> ids) {
    this(count, model, memory, ids, false, OnLoss.TELL, false);
  }

  public GpuWish {
    ids = List.copyOf(ids);
  }

  public static GpuWish of(int count) {
    return new GpuWish(count, null, null, List.of());
  }

  /** The same for one whose owner is asked first. */
  public GpuWish withClaim() {
    return new GpuWish(count, model, memory, ids, share, onLoss, true);
  }

  /** Whether a GPU is of the kind that is asked for. */
  public boolean matches(Gpu gpu) {
    return share == gpu.id().namesShare()
        && (ids.isEmpty() || ids.contains(gpu.id()))
        && (model == null
            || gpu.model().toLowerCase(Locale.ROOT).contains(model.toLowerCase(Locale.ROOT)))
        && (memory == null || gpu.memory().compareTo(memory) >= 0);
  }
}
