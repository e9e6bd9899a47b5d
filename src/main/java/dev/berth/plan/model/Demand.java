package dev.berth.plan.model;

import java.util.EnumMap;
import java.util.Map;

/**
 * What is asked for on top of what is there. Only limits in it are checked: whoever asks for no
 * more memory is not refused for having too much of it.
 *
 * @param gpuTime whether GPUs are to be taken that were not held so far
 */
public record Demand(Map<Limit, Long> more, boolean gpuTime) {

  public Demand {
    more = Map.copyOf(more);
  }

  /** Of a new lease. */
  public static Demand of(Holding lease) {
    var more = new EnumMap<Limit, Long>(Limit.class);
    for (var limit : Limit.values()) {
      if (limit.of(lease) > 0) {
        more.put(limit, limit.of(lease));
      }
    }
    // None is kept by asking for one, but whoever keeps too many gets no new one.
    more.putIfAbsent(Limit.KEPT, 0L);
    return new Demand(more, Limit.GPUS.of(lease) > 0);
  }

  /** Of a lease that is there, and is to be otherwise. */
  public static Demand of(Holding before, Holding after) {
    var more = new EnumMap<Limit, Long>(Limit.class);
    for (var limit : Limit.values()) {
      long growth = limit.of(after) - limit.of(before);
      // Nobody is kept from stopping a lease.
      if (growth > 0 && limit != Limit.KEPT) {
        more.put(limit, growth);
      }
    }
    return new Demand(more, more.containsKey(Limit.GPUS));
  }
}
