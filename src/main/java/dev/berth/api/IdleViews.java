package dev.berth.api;

import dev.berth.idle.IdleRules;
import dev.berth.idle.IdleStore;
import dev.berth.idle.IdleStore.Known;
import dev.berth.idle.model.IdleWindow;
import dev.berth.kernel.DurationText;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import dev.berth.lease.Owners;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.plan.model.Plan;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How idle leases are, for all that are shown at once. */
@Singleton
class IdleViews {

  private static final Known NOTHING = new Known(IdleWindow.NEW, Optional.empty());

  private final IdleStore store;
  private final IdleRules rules;
  private final Owners owners;
  private final InstantSource clock;

  IdleViews(IdleStore store, IdleRules rules, Owners owners, InstantSource clock) {
    this.store = store;
    this.rules = rules;
    this.owners = owners;
    this.clock = clock;
  }

  /** Of those that are under a rule, or kept awake. */
  Map<LeaseId, IdleView> of(List<Lease> shown) {
    var live = shown.stream().filter(Lease::isLive).toList();
    var known = store.find(live.stream().map(Lease::id).toList());
    var plans = new HashMap<UserId, Plan>();
    var views = new HashMap<LeaseId, IdleView>();
    for (var lease : live) {
      var plan = plans.computeIfAbsent(lease.owner(), owners::plan);
      view(lease, rules.stopAfter(lease, plan), known.getOrDefault(lease.id(), NOTHING))
          .ifPresent(view -> views.put(lease.id(), view));
    }
    return views;
  }

  private Optional<IdleView> view(Lease lease, Optional<Duration> stopAfter, Known known) {
    var now = clock.instant();
    var awake = known.awakeUntil().filter(now::isBefore);
    if (stopAfter.isEmpty() && awake.isEmpty()) {
      return Optional.empty();
    }
    boolean runs = lease.state() instanceof LeaseState.Running;
    var window = known.window();
    boolean counts = runs && lease.state().since().equals(window.run());
    var idle =
        counts && stopAfter.equals(Optional.ofNullable(window.stopAfter()))
            ? window.idle()
            : Duration.ZERO;
    return Optional.of(
        new IdleView(
            stopAfter.map(DurationText::format).orElse(null),
            runs && stopAfter.isPresent() ? DurationText.format(idle) : null,
            runs ? stopAfter.map(after -> stop(awake.orElse(now), after, idle)).orElse(null) : null,
            counts && window.warned(),
            awake.orElse(null),
            IdleView.LastUse.of(window.lastUse()),
            counts && window.most() != null ? window.most().text() : null,
            counts ? window.unknown() : List.of()));
  }

  private static Instant stop(Instant from, Duration after, Duration idle) {
    var left = after.minus(idle);
    return left.isNegative() ? from : from.plus(left);
  }
}
