package dev.berth.usage.model;

import dev.berth.gpu.model.FoundGpu;
import dev.berth.gpu.model.KnownGpu;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.LeaseId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A GPU did nothing while a lease held it. */
public record Idle(LeaseId lease, GpuId gpu, Span time) {

  /**
   * What is taken for nothing.
   *
   * @param below percent of utilisation
   * @param longest what one probe may stand for; after a longer pause nobody knows what was
   */
  public record Rule(int below, Duration longest) {}

  /**
   * What a probe shows stands for the time since the probe before, if that one found the GPU too.
   * One whose utilisation the driver does not tell is not taken for idle. Where the clock was set
   * back in between, nothing is known. While a GPU does nothing, none of its shares does.
   *
   * @param before as the probe before left them; whether their leases held them then is for the
   *     store to see
   */
  public static List<Idle> of(List<KnownGpu> before, List<FoundGpu> found, Instant now, Rule rule) {
    Map<GpuId, List<KnownGpu>> known =
        before.stream().collect(Collectors.groupingBy(gpu -> gpu.gpu().id().device()));
    return found.stream()
        .filter(gpu -> isIdle(gpu, rule))
        .flatMap(gpu -> known.getOrDefault(gpu.gpu().id(), List.of()).stream())
        .filter(KnownGpu::present)
        .flatMap(gpu -> since(gpu, now, rule))
        .toList();
  }

  private static boolean isIdle(FoundGpu gpu, Rule rule) {
    Integer utilization = gpu.reading().utilization();
    return utilization != null && utilization < rule.below();
  }

  private static Stream<Idle> since(KnownGpu gpu, Instant now, Rule rule) {
    var time = new Span(gpu.seenAt(), now);
    return time.length().isPositive() && time.length().compareTo(rule.longest()) <= 0
        ? gpu.holder().stream().map(holder -> new Idle(holder.lease(), gpu.gpu().id(), time))
        : Stream.empty();
  }
}
