package dev.berth.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.model.LiveLimits;
import dev.berth.engine.model.PublishedPort;
import dev.berth.grant.model.Gpu;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.PortNumber;
import dev.berth.lease.model.GrantedPort;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState.Offered;
import dev.berth.lease.model.LeaseState.Queued;
import dev.berth.lease.model.LeaseState.Released;
import dev.berth.lease.model.LeaseState.Releasing;
import dev.berth.lease.model.LeaseState.Resting;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.lease.model.LeaseState.Stopping;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What must hold between database and engine once everything due was done. */
final class Order {

  static final String RENAMED = "renamed-";
  private static final int ROUNDS = 40;
  private static final int SWEEPS = 10;
  private static final Duration ROUND = Duration.ofSeconds(20);

  private Order() {}

  /** Gives a Berth that nothing disturbs the time to finish what it is at, and two sweeps. */
  static void restore(World world) {
    world.crash.never();
    for (int i = 0; i < ROUNDS; i++) {
      world.wait(ROUND);
      if (i % SWEEPS == 0) {
        world.berth.sweep();
      }
    }
    world.berth.sweep();
    world.berth.sweep();
    world.berth.pass();
  }

  static void check(World world) {
    assertThat(world.leases.all()).allSatisfy(lease -> check(world, lease));
    var live = world.leases.all().stream().filter(Lease::isLive).toList();
    Map<PortNumber, LeaseId> held = new HashMap<>();
    live.forEach(lease -> lease.ports().forEach(port -> held.put(port.host(), lease.id())));
    assertThat(world.leases.grants()).isEqualTo(held);
    assertThat(held).hasSize(live.stream().mapToInt(lease -> lease.ports().size()).sum());
    assertThat(world.engine.containerNames())
        .filteredOn(name -> !isLeftBehind(world, name))
        .isSubsetOf(live.stream().map(lease -> lease.id().containerName()).toList());
    checkGpus(world, live);
    checkUse(world, live);
    checkCopies(world, live.stream().map(Lease::id).toList());
  }

  /** Its lease had to have another one made. What is in it goes with the lease. */
  private static boolean isLeftBehind(World world, String name) {
    var lease = world.engine.spec(name).orElseThrow().lease();
    return name.startsWith(RENAMED)
        && world.lease(lease).isLive()
        && world.engine.containerNames().contains(lease.containerName())
        && !world.engine.isRunning(name);
  }

  /** Each GPU that is held is held by one live lease, and by one container that runs. */
  private static void checkGpus(World world, List<Lease> live) {
    Map<GpuId, LeaseId> held = new HashMap<>();
    for (var lease : live) {
      if (lease.holdsGpus()) {
        assertThat(lease.gpus()).hasSize(lease.spec().gpus().count());
        lease.gpus().forEach(gpu -> assertThat(held.put(gpu.id(), lease.id())).isNull());
      }
    }
    assertThat(world.leases.gpus().grants()).isEqualTo(held);
    for (var lease : live) {
      if (lease.state() instanceof Running) {
        assertThat(world.engine.spec(lease.id().containerName()).orElseThrow().gpus())
            .isEqualTo(lease.gpus().stream().map(gpu -> gpu.id().value()).toList());
      }
    }
  }

  /** Exactly those that run are being counted, with the GPUs they hold, and no time twice. */
  private static void checkUse(World world, List<Lease> live) {
    var open = world.leases.uses().rows().stream().filter(use -> use.until().isEmpty()).toList();
    assertThat(open)
        .extracting(use -> Map.entry(use.lease(), use.gpus()))
        .containsExactlyInAnyOrderElementsOf(
            live.stream()
                .filter(lease -> lease.state() instanceof Running)
                .map(lease -> Map.entry(lease.id(), lease.gpus().stream().map(Gpu::id).toList()))
                .toList());
    if (world.clock.wasSetBack()) {
      return; // Then there are times that were twice.
    }
    Map<LeaseId, Instant> ends = new HashMap<>();
    for (var use : world.leases.uses().rows()) {
      assertThat(use.from()).isAfterOrEqualTo(ends.getOrDefault(use.lease(), Instant.MIN));
      ends.put(use.lease(), use.until().orElse(Instant.MAX));
    }
  }

  /** One for a live lease, besides what its container is made from, and none with a key in it. */
  private static void checkCopies(World world, List<LeaseId> live) {
    var copies = world.engine.copies();
    assertThat(copies.keySet()).allMatch(copy -> live.contains(copy.lease()));
    for (var lease : live) {
      assertThat(copies.keySet().stream().filter(copy -> copy.lease().equals(lease)).count())
          .isLessThanOrEqualTo(2);
    }
    assertThat(
            copies.entrySet().stream().filter(it -> world.lease(it.getKey().lease()).spec().ssh()))
        .allSatisfy(
            copy ->
                assertThat(copy.getValue().get("/etc/berth/ssh_host_ed25519_key"))
                    .satisfies(key -> assertThat(key.content()).isEmpty()));
  }

  private static void checkAsAsked(World world, Lease lease) {
    var spec = world.engine.spec(lease.id().containerName()).orElseThrow();
    assertThat(spec.generation()).isEqualTo(lease.generation());
    assertThat(spec.command().env()).isEqualTo(lease.spec().program().env());
    assertThat(spec.ports().stream().map(PublishedPort::host).toList())
        .isEqualTo(lease.ports().stream().map(GrantedPort::host).toList());
    assertThat(world.engine.limits(lease.id().containerName()).map(LiveLimits::memory))
        .contains(lease.spec().resources().memory());
  }

  private static void checkSsh(World world, Lease lease) {
    assertThat(world.reachability.seen(lease)).isEqualTo(Reachability.Answer.OURS);
    assertThat(world.keysInside(lease.id()))
        .isEqualTo(
            world.accounts.keys(lease.owner()).stream().map(key -> key.publicKey()).toList());
  }

  private static void check(World world, Lease lease) {
    String name = lease.id().containerName();
    switch (lease.state()) {
      case Running _ -> {
        assertThat(world.engine.isRunning(name)).as("%s runs", lease).isTrue();
        checkAsAsked(world, lease);
        if (lease.spec().ssh()) {
          checkSsh(world, lease);
        }
      }
      case Resting _ -> assertThat(world.engine.isRunning(name)).as("%s runs", lease).isFalse();
      case Released _ -> assertThat(world.leases.nextCheck(lease.id())).isEmpty();
      case Queued _, Offered _ ->
          assertThat(world.engine.isRunning(name)).as("%s runs", lease).isFalse();
      case Starting _, Stopping _, Releasing _ -> throw new AssertionError("not done: " + lease);
    }
  }
}
