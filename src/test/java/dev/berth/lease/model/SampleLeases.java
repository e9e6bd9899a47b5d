package dev.berth.lease.model;

import dev.berth.kernel.ByteSize;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.LeaseState.Expired;
import dev.berth.lease.model.LeaseState.Failed;
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
    return new LeaseSpec(
        "debian",
        1.5,
        ByteSize.ofMebibytes(4096),
        ByteSize.ofMebibytes(64),
        4096,
        "dev",
        true,
        null,
        Map.of("EDITOR", "vi"),
        Map.of("project", "x"));
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
        Optional.of(replay),
        NOON);
  }

  public static Lease in(LeaseState state) {
    return new Lease(
        id(1),
        ADA,
        "box",
        spec(),
        NodeId.LOCAL,
        new PortNumber(22_000),
        HOST_KEY,
        TERM,
        state,
        NOON,
        3);
  }

  /** Every state, and every state that may follow a stop, at least once. */
  public static List<LeaseState> everyState() {
    var later = NOON.plusSeconds(7);
    return List.of(
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
