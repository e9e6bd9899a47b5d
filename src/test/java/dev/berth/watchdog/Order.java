package dev.berth.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.kernel.LeaseId;
import dev.berth.kernel.PortNumber;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState.Released;
import dev.berth.lease.model.LeaseState.Releasing;
import dev.berth.lease.model.LeaseState.Resting;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.lease.model.LeaseState.Stopping;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** What must hold between database and engine once everything due was done. */
final class Order {

  private static final int ROUNDS = 40;
  private static final Duration ROUND = Duration.ofSeconds(20);

  private Order() {}

  /** Gives a Berth that nothing disturbs the time to finish what it is at, and two sweeps. */
  static void restore(World world) {
    world.crash.never();
    for (int i = 0; i < ROUNDS; i++) {
      world.wait(ROUND);
    }
    world.berth.sweep();
    world.berth.sweep();
    world.berth.pass();
  }

  static void check(World world) {
    assertThat(world.leases.all()).allSatisfy(lease -> check(world, lease));
    Map<PortNumber, LeaseId> held =
        world.leases.all().stream()
            .filter(Lease::isLive)
            .collect(Collectors.toMap(Lease::sshPort, Lease::id));
    assertThat(world.leases.grants()).isEqualTo(held);
    assertThat(world.engine.containerNames())
        .isSubsetOf(held.values().stream().map(LeaseId::containerName).toList());
  }

  private static void check(World world, Lease lease) {
    String name = lease.id().containerName();
    switch (lease.state()) {
      case Running _ -> {
        assertThat(world.engine.isRunning(name)).as("%s runs", lease).isTrue();
        assertThat(world.reachability.seen(lease)).isEqualTo(Reachability.Answer.OURS);
        assertThat(world.keysInside(lease.id()))
            .isEqualTo(
                world.accounts.keys(lease.owner()).stream().map(key -> key.publicKey()).toList());
      }
      case Resting _ -> assertThat(world.engine.isRunning(name)).as("%s runs", lease).isFalse();
      case Released _ -> assertThat(world.leases.nextCheck(lease.id())).isEmpty();
      case Starting _, Stopping _, Releasing _ -> throw new AssertionError("not done: " + lease);
    }
  }
}
