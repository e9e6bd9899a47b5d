package dev.berth.usage;

import dev.berth.gpu.model.FoundGpu;
import dev.berth.gpu.model.KnownGpu;
import dev.berth.kernel.UserId;
import dev.berth.usage.model.Grouping;
import dev.berth.usage.model.Idle;
import dev.berth.usage.model.Reckoning;
import dev.berth.usage.model.Span;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** How long leases were up, with which GPUs, and how long these did nothing. */
@Singleton
public class Usage {

  private final UsageStore store;
  private final UsageConfig config;
  private final InstantSource clock;

  public Usage(UsageStore store, UsageConfig config, InstantSource clock) {
    this.store = store;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Sums of a time, which may end in the future.
   *
   * @param owner whose leases; empty for everybody's
   * @param label for {@link Grouping#LABEL}
   */
  public List<Reckoning.Item> sums(
      Span range, Grouping by, Optional<UserId> owner, Optional<String> label) {
    var query = new UsageStore.Query(range, clock.instant(), owner, label);
    return Reckoning.of(range, by, store.uses(query));
  }

  public Instant now() {
    return clock.instant();
  }

  /**
   * Takes note of what a probe has found.
   *
   * @param before as the probe before left them
   * @param longest what one probe may stand for
   */
  public void probed(List<KnownGpu> before, List<FoundGpu> found, Instant at, Duration longest) {
    var idle = Idle.of(before, found, at, new Idle.Rule(config.idleBelow(), longest));
    if (!idle.isEmpty()) {
      store.add(idle);
    }
  }
}
