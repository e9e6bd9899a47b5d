package dev.berth.watchdog;

import dev.berth.audit.Audit;
import dev.berth.disk.DiskConfig;
import dev.berth.disk.DiskStore;
import dev.berth.disk.DiskStore.Telling;
import dev.berth.disk.model.DiskUse;
import dev.berth.disk.model.Standing;
import dev.berth.disk.model.Standing.Level;
import dev.berth.disk.model.Standing.Patience;
import dev.berth.kernel.UserId;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.Nudge;
import dev.berth.lease.Owners;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.notify.model.Channel;
import dev.berth.notify.model.Notice;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Sees after each measuring who has more on the disk than her plan allows: warns her, and stops
 * what she runs after a while. Nothing is removed.
 */
@Singleton
class DiskLimits {

  static final String EVENT = "disk";

  private final DiskStore store;
  private final DiskConfig config;
  private final LeaseStore leases;
  private final Owners owners;
  private final Ways ways;
  private final WatchdogMetrics metrics;
  private final InstantSource clock;

  /** How owners, admins and the watchdog hear of it. */
  record Ways(Supplier<Set<Channel>> channels, TerminalLines terminals, Audit audit, Nudge nudge) {}

  DiskLimits(
      DiskStore store,
      DiskConfig config,
      LeaseStore leases,
      Owners owners,
      Ways ways,
      WatchdogMetrics metrics,
      InstantSource clock) {
    this.store = store;
    this.config = config;
    this.leases = leases;
    this.owners = owners;
    this.ways = ways;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * @param pause after the measuring that was just done
   */
  void check(Duration pause) {
    var patience = Patience.of(config.patience(), pause);
    var uses = store.all();
    var standings = store.standings();
    var users = new HashSet<>(uses.keySet());
    users.addAll(standings.keySet());
    users.forEach(
        user ->
            check(
                user,
                uses.getOrDefault(user, DiskUse.NONE),
                standings.getOrDefault(user, Standing.GOOD),
                patience));
  }

  private void check(UserId owner, DiskUse use, Standing before, Patience patience) {
    var limit = owners.maxDisk(owner);
    var now = before.after(use, limit, patience, clock.instant());
    if (!now.equals(before)) {
      boolean tells = now.isWorseThan(before);
      var text = limit.filter(_ -> tells).map(most -> now.text(use, most, patience.total()));
      if (!store.stands(owner, before, now, text.map(it -> telling(owner, now, it)))) {
        return; // Somebody else did.
      }
      text.ifPresent(it -> tell(owner, now, it));
    }
    if (now.level() == Level.STOPPED) {
      String why = limit.map(use::detail).orElseThrow();
      leases.live(owner).forEach(lease -> stop(lease, why));
    }
  }

  private Telling telling(UserId owner, Standing now, String text) {
    String level = now.level().name().toLowerCase(Locale.ROOT);
    var notice =
        new Notice(
            String.join(
                "-", "disk", owner.value(), level, String.valueOf(now.since().toEpochMilli())),
            Notice.Kind.DISK,
            owner,
            null,
            now.since(),
            switch (now.level()) {
              case FINE, WARNED -> "Your disk is almost full";
              case OVER -> "Your disk is full";
              case STOPPED -> "Your leases are stopped, for your disk is full";
            },
            text);
    return new Telling(notice, ways.channels().get());
  }

  private void tell(UserId owner, Standing now, String text) {
    Log.infof("user %s: %s", owner, text);
    metrics.disk(now.level());
    for (var lease : leases.live(owner)) {
      leases.addEvent(lease.id(), EVENT, text, now.since());
      if (lease.state() instanceof LeaseState.Running && lease.spec().ssh()) {
        ways.terminals().show(lease, text);
      }
    }
  }

  /** Once more where somebody else wrote; who is first twice is seen after the next measuring. */
  private void stop(Lease lease, String why) {
    if (isStopped(lease, why)) {
      return;
    }
    leases.find(lease.id()).ifPresent(again -> isStopped(again, why));
  }

  /** False where somebody else wrote since the lease was read. */
  private boolean isStopped(Lease lease, String why) {
    var now = clock.instant();
    var next = next(lease.state(), now);
    if (next.equals(lease.state())) {
      return true;
    }
    if (!ways.audit().together(() -> replace(lease.with(next), why, now))) {
      return false;
    }
    Log.infof("lease %s is stopped: %s", lease.id(), why);
    ways.nudge().lease(lease.id());
    return true;
  }

  private boolean replace(Lease stopped, String why, Instant now) {
    if (!leases.replace(stopped, stopped.nextCheck(now), now)) {
      return false;
    }
    leases.addEvent(stopped.id(), "disk-stop", why, now);
    ways.audit().record("berth", "lease.stop", stopped.id().value(), why);
    return true;
  }

  /** What is up, or on its way there, comes to a stop. */
  private static LeaseState next(LeaseState state, Instant now) {
    return switch (state) {
      case LeaseState.Queued queued -> queued.stop(Actor.DISK, now);
      case LeaseState.Offered offered -> offered.stop(Actor.DISK, now);
      case LeaseState.Active active -> active.stop(Actor.DISK, now);
      case LeaseState.Stopping(var since, LeaseState.Starting _) ->
          new LeaseState.Stopping(since, new LeaseState.Stopped(now, Actor.DISK));
      case LeaseState.Stopping _,
          LeaseState.Resting _,
          LeaseState.Releasing _,
          LeaseState.Released _ ->
          state;
    };
  }
}
