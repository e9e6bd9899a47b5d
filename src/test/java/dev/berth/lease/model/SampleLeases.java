package dev.berth.lease.model;

import dev.berth.grant.model.GpuQueue;
import dev.berth.grant.model.GpuWish;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.Protocol;
import dev.berth.kernel.Ulimit;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.LeaseState.Expired;
import dev.berth.lease.model.LeaseState.Failed;
import dev.berth.lease.model.LeaseState.Offered;
import dev.berth.lease.model.LeaseState.Queued;
import dev.berth.lease.model.LeaseState.Released;
import dev.berth.lease.model.LeaseState.Releasing;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.lease.model.LeaseState.Stopped;
import dev.berth.lease.model.LeaseState.Stopping;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Leases for tests: all of Ada's or Bob's, asked for at noon, for eight hours. */
public final class SampleLeases {

  public static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  public static final UserId ADA = new UserId("ada");
  public static final UserId BOB = new UserId("bob");
  public static final Term TERM =
      new Term(NOON.plus(Duration.ofHours(8)), NOON.plus(Duration.ofDays(30)), Duration.ofDays(3));
  public static final String HOST_KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIF7RMb1+n8Mnst+aUbbeFM2ksNoegidzn4jarseLRC5e";

  private SampleLeases() {}

  /** Ids sort as their numbers do. */
  public static LeaseId id(int number) {
    return new LeaseId("%026d".formatted(number));
  }

  public static LeaseSpec spec() {
    return spec(new Login("dev", true, false));
  }

  public static LeaseSpec spec(Login login) {
    return new LeaseSpec(
        "debian",
        true,
        new Resources(
            1.5,
            ByteSize.ofMebibytes(4096),
            ByteSize.ofMebibytes(64),
            4096,
            null,
            Map.of(),
            false,
            null),
        login,
        new Program(null, Map.of("EDITOR", "vi"), Set.of(), null, List.of()),
        network(WantedPort.ssh(null)),
        List.of(new Mount(Mount.Kind.HOME, null, "/home/dev", false)),
        RestartPolicy.DEFAULT,
        Map.of("project", "x"),
        GpuWish.NONE,
        IdleWish.NONE);
  }

  public static Networking network(WantedPort... ports) {
    return new Networking(
        Networking.Mode.BRIDGE, null, List.of(ports), List.of(), Map.of(), List.of());
  }

  /** A spec that asks for GPUs of any kind. */
  /** Of another image, which runs as it is. */
  public static LeaseSpec plainSpec(String image) {
    var spec = spec();
    return new LeaseSpec(
        image,
        false,
        spec.resources(),
        spec.login(),
        spec.program(),
        new Networking(Networking.Mode.NONE, null, List.of(), List.of(), Map.of(), List.of()),
        List.of(),
        spec.restart(),
        spec.labels(),
        spec.gpus(),
        spec.idle());
  }

  public static LeaseSpec gpuSpec(int gpus) {
    return gpuSpec(GpuWish.of(gpus));
  }

  public static LeaseSpec gpuSpec(GpuWish gpus) {
    var spec = spec();
    return new LeaseSpec(
        spec.image(),
        spec.ssh(),
        spec.resources(),
        spec.login(),
        spec.program(),
        spec.network(),
        spec.mounts(),
        spec.restart(),
        spec.labels(),
        gpus,
        spec.idle());
  }

  /** A spec that reaches lease 7 as {@code db}. */
  public static LeaseSpec linkedSpec() {
    var spec = spec();
    return new LeaseSpec(
        spec.image(),
        spec.ssh(),
        spec.resources(),
        spec.login(),
        spec.program(),
        new Networking(
            Networking.Mode.BRIDGE,
            null,
            List.of(WantedPort.ssh(null)),
            List.of(),
            Map.of("db", id(7)),
            List.of()),
        spec.mounts(),
        spec.restart(),
        spec.labels(),
        spec.gpus(),
        spec.idle());
  }

  /** A spec of a plain program in the network of another lease. */
  public static LeaseSpec joinedSpec(LeaseId other) {
    var spec = spec();
    return new LeaseSpec(
        spec.image(),
        false,
        spec.resources(),
        spec.login(),
        spec.program(),
        new Networking(Networking.Mode.CONTAINER, other, List.of(), List.of(), Map.of(), List.of()),
        spec.mounts(),
        spec.restart(),
        spec.labels(),
        spec.gpus(),
        spec.idle());
  }

  /** The spec with everything in it that can be asked for. */
  public static LeaseSpec fullSpec() {
    return new LeaseSpec(
        "debian",
        true,
        new Resources(
            0.5,
            ByteSize.ofMebibytes(4096),
            ByteSize.ofMebibytes(64),
            4096,
            "0-1",
            Map.of("nofile", new Ulimit(1024, -1)),
            true,
            ByteSize.ofMebibytes(2048)),
        new Login("root", false, true),
        new Program("mars", Map.of("A", "1"), Set.of("TOKEN"), "/work", List.of("sleep", "1")),
        new Networking(
            Networking.Mode.BRIDGE,
            null,
            List.of(
                WantedPort.ssh(new PortNumber(8022)),
                new WantedPort(new PortNumber(53), Protocol.UDP, null, "dns")),
            List.of(new PortNumber(9000)),
            Map.of("db", id(7)),
            List.of("10.0.0.2")),
        List.of(
            new Mount(Mount.Kind.VOLUME, "code", "/code", false),
            new Mount(Mount.Kind.DATASET, "imagenet", "/mnt/imagenet", true)),
        new RestartPolicy(RestartPolicy.Kind.ON_FAILURE, 5),
        Map.of("project", "x"),
        new GpuWish(1, "A100", ByteSize.ofMebibytes(40_000), List.of(new GpuId("GPU-1"))),
        IdleWish.NONE);
  }

  /** A queue in which all owners count alike. */
  public static QueueRules alike(GpuQueue.Timing timing) {
    return new QueueRules(timing, _ -> new QueueRules.Share(1, 0), Duration.ofMinutes(15));
  }

  public static NewLease request(int number, UserId owner, String name, LeaseSpec spec) {
    return new NewLease(
        id(number),
        owner,
        name,
        spec,
        NodeId.LOCAL,
        TERM,
        HOST_KEY,
        new byte[] {1, 2, 3},
        Optional.of(new byte[] {4, 5}),
        Optional.empty(),
        NOON);
  }

  public static NewLease request(int number, UserId owner, String name) {
    return new NewLease(
        id(number),
        owner,
        name,
        spec(),
        NodeId.LOCAL,
        TERM,
        HOST_KEY,
        new byte[] {1, 2, 3},
        Optional.empty(),
        Optional.empty(),
        NOON);
  }

  public static NewLease request(int number, String name, NewLease.Replay replay) {
    return new NewLease(
        id(number),
        ADA,
        name,
        spec(),
        NodeId.LOCAL,
        TERM,
        HOST_KEY,
        new byte[] {1, 2, 3},
        Optional.empty(),
        Optional.of(replay),
        NOON);
  }

  public static Lease in(LeaseState state) {
    return in(state, spec());
  }

  public static Lease in(LeaseState state, LeaseSpec spec) {
    return new Lease(
        id(1),
        ADA,
        "box",
        spec,
        NodeId.LOCAL,
        List.of(
            new GrantedPort(
                new PortNumber(22), Protocol.TCP, new PortNumber(22_000), "ssh", false)),
        List.of(),
        HOST_KEY,
        TERM,
        state,
        NOON,
        0,
        3);
  }

  /** Every state, and every state that may follow a stop, at least once. */
  public static List<LeaseState> everyState() {
    var later = NOON.plusSeconds(7);
    return List.of(
        new Queued(NOON),
        new Offered(NOON, later),
        Starting.first(NOON),
        new Starting(NOON, 3, later, "no answer"),
        new Running(later, 2),
        new Stopping(NOON, new Starting(NOON, 2, later, "oops")),
        new Stopping(later, new Stopped(NOON, Actor.ADMIN)),
        new Stopping(NOON, new Expired(later)),
        new Stopping(NOON, new Failed(later, "given up")),
        new Stopped(NOON, Actor.OWNER),
        new Expired(later),
        new Failed(NOON, "gave up: \"why\""),
        new Releasing(NOON, Actor.WATCHDOG),
        new Released(later, Actor.ADMIN));
  }
}
