package dev.berth.lease;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.BOB;
import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.TERM;
import static dev.berth.lease.model.SampleLeases.gpuSpec;
import static dev.berth.lease.model.SampleLeases.id;
import static dev.berth.lease.model.SampleLeases.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.berth.grant.model.Gpu;
import dev.berth.grant.model.GpuQueue;
import dev.berth.grant.model.GpuWish;
import dev.berth.grant.model.PortRange;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.ReservationId;
import dev.berth.kernel.UserId;
import dev.berth.lease.ReservationStore.Outcome;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.Amended;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.Reservation;
import dev.berth.lease.model.Reservation.Ending;
import dev.berth.lease.model.SampleLeases;
import dev.berth.lease.model.Term;
import dev.berth.plan.model.SampleLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How every store must book GPUs. Each test begins with two, and with no lease. */
public abstract class ReservationStoreContract {

  private static final GpuQueue.Timing TIMING =
      new GpuQueue.Timing(Duration.ofMinutes(1), Duration.ofDays(1));
  private static final Gpu FIRST = gpu(0);
  private static final Gpu SECOND = gpu(1);
  private static final Duration UNUSED = Duration.ofMinutes(30);

  /** Beyond the term of the leases here, and what it takes to clean up after them. */
  private static final Instant LATER = TERM.expiresAt().plusSeconds(60);

  protected abstract ReservationStore store();

  protected abstract LeaseStore leases();

  protected abstract void empty();

  protected abstract void clean(Gpu gpu);

  private static Gpu gpu(int index) {
    return new Gpu(
        new GpuId("GPU-" + index), index, "Simulated A100", ByteSize.ofMebibytes(81_920));
  }

  @BeforeEach
  void twoGpus() {
    empty();
    clean(FIRST);
    clean(SECOND);
  }

  private Outcome book(UserId owner, int gpus, Instant from, Instant until) {
    return store()
        .book(
            new ReservationStore.Wanted(
                new ReservationId(UlidCreator.getMonotonicUlid().toString()),
                NodeId.LOCAL,
                owner,
                owner,
                GpuWish.of(gpus),
                from,
                until,
                3),
            NOON,
            TIMING);
  }

  private Reservation booked(UserId owner, int gpus, Instant from, Instant until) {
    return ((Outcome.Booked) book(owner, gpus, from, until)).reservation();
  }

  private Lease queued(int number, UserId owner, int gpus) {
    var rules =
        new Admission.Rules(
            new PortRange(new PortNumber(22_000), new PortNumber(22_999)),
            SampleLimits.leases(100));
    var asked = request(number, owner, "box" + number, gpuSpec(gpus));
    return ((Admission.Admitted) leases().admit(asked, rules)).lease();
  }

  private List<Lease> advance(Instant now) {
    return leases().advanceQueue(NodeId.LOCAL, now, SampleLeases.alike(TIMING));
  }

  @Test
  void keepsWhatIsBooked() {
    var made = booked(ADA, 1, LATER, LATER.plusSeconds(600));
    assertThat(made.gpus()).containsExactly(FIRST);
    assertThat(store().find(made.id())).contains(made);
    var second = booked(BOB, 1, LATER, LATER.plusSeconds(600));
    assertThat(second.gpus()).containsExactly(SECOND);
    assertThat(store().list(Optional.empty(), Optional.empty(), 9)).containsExactly(second, made);
    assertThat(store().list(Optional.of(ADA), Optional.empty(), 9)).containsExactly(made);
    assertThat(store().list(Optional.empty(), Optional.of(second.id()), 9)).containsExactly(made);
    assertThat(store().find(new ReservationId(id(77).value()))).isEmpty();
  }

  @Test
  void booksNoGpuTwiceAtATimeForOneOwnerNeither() {
    booked(ADA, 1, LATER, LATER.plusSeconds(600));
    assertThat(book(ADA, 2, LATER.minusSeconds(60), LATER.plusSeconds(60)))
        .isEqualTo(new Outcome.NotFree(Optional.of(LATER.plusSeconds(600))));
    assertThat(booked(BOB, 2, LATER.plusSeconds(600), LATER.plusSeconds(700)).gpus())
        .containsExactly(FIRST, SECOND);
    assertThat(book(BOB, 3, LATER, LATER.plusSeconds(60)))
        .isEqualTo(new Outcome.NotFree(Optional.empty()));
  }

  @Test
  void booksWhatLeasesHoldOnlyFromTheEndOfTheirTermsOn() {
    queued(1, BOB, 1);
    advance(NOON);
    assertThat(booked(ADA, 1, NOON, LATER).gpus()).containsExactly(SECOND);
    assertThat(book(ADA, 1, NOON, LATER)).isEqualTo(new Outcome.NotFree(Optional.of(LATER)));
  }

  @Test
  void leasesOfOthersGetNoneThatTheyWouldHoldInBookedTime() {
    booked(ADA, 2, NOON.plusSeconds(60), LATER);
    queued(1, BOB, 1);
    assertThat(advance(NOON)).isEmpty();
    assertThat(
            leases()
                .queue(NodeId.LOCAL, NOON, SampleLeases.alike(TIMING))
                .get(id(1))
                .earliestStart())
        .hasValue(LATER);
    queued(2, ADA, 1);
    assertThat(advance(NOON)).singleElement().extracting(Lease::id).isEqualTo(id(2));
  }

  @Test
  void aLeaseIsNotExtendedIntoSomebodyElsesReservation() {
    queued(1, BOB, 2);
    var lease = advance(NOON).getFirst();
    booked(ADA, 1, LATER.plusSeconds(60), LATER.plusSeconds(600));
    assertThat(extend(lease, LATER.plusSeconds(61)))
        .isInstanceOfSatisfying(
            Amended.Refused.class,
            refused ->
                assertThat(refused.detail())
                    .isEqualTo(
                        "GPU 0 (GPU-0) is reserved for somebody else from "
                            + LATER.plusSeconds(60)
                            + " on: extend until then at most"));
    assertThat(extend(lease, LATER.plusSeconds(60))).isInstanceOf(Amended.Stored.class);
  }

  private Amended extend(Lease lease, Instant until) {
    var term = lease.term();
    var longer = new Term(until, term.limit(), term.grace());
    return leases().extend(lease.with(longer), NOON.plusSeconds(9), NOON);
  }

  @Test
  void whatIsCancelledIsToBeHad() {
    var made = booked(ADA, 2, LATER, LATER.plusSeconds(600));
    assertThat(store().cancel(made.id(), NOON)).isTrue();
    assertThat(store().cancel(made.id(), NOON)).isFalse();
    var ended = store().find(made.id()).orElseThrow();
    assertThat(ended.end()).hasValue(new Reservation.End(NOON, Ending.CANCELLED));
    assertThat(ended.gpus()).isEmpty();
    booked(BOB, 2, LATER, LATER.plusSeconds(600));
  }

  @Test
  void oneThatIsOverEnds() {
    var made = booked(ADA, 1, NOON, NOON.plusSeconds(600));
    assertThat(store().settle(NOON.plusSeconds(599), UNUSED)).isEmpty();
    assertThat(store().settle(NOON.plusSeconds(600), UNUSED))
        .singleElement()
        .satisfies(
            ended -> {
              assertThat(ended.id()).isEqualTo(made.id());
              assertThat(ended.end().map(Reservation.End::why)).hasValue(Ending.OVER);
            });
  }

  @Test
  void whatItsOwnerDoesNotUseIsGivenBack() {
    var made = booked(ADA, 2, NOON, NOON.plus(Duration.ofHours(9)));
    queued(1, ADA, 1);
    assertThat(advance(NOON).getFirst().gpus()).containsExactly(FIRST);
    var late = NOON.plus(UNUSED);
    assertThat(store().settle(late.minusSeconds(1), UNUSED)).isEmpty();
    assertThat(store().find(made.id()).orElseThrow().gpus()).containsExactly(FIRST, SECOND);
    assertThat(store().settle(late, UNUSED)).isEmpty();
    assertThat(store().find(made.id()).orElseThrow().gpus()).containsExactly(FIRST);
  }

  @Test
  void oneThatIsNotUsedAtAllEnds() {
    booked(ADA, 2, NOON.plusSeconds(60), NOON.plus(Duration.ofHours(9)));
    queued(1, BOB, 1);
    var late = NOON.plusSeconds(60).plus(UNUSED);
    assertThat(store().settle(late.minusSeconds(1), UNUSED)).isEmpty();
    assertThat(store().settle(late, UNUSED))
        .singleElement()
        .satisfies(
            ended -> assertThat(ended.end()).hasValue(new Reservation.End(late, Ending.UNUSED)));
    assertThat(advance(late)).hasSize(1);
  }

  @Test
  void moreThanTheLimitAreNotOpenAtOnce() {
    for (int i = 0; i < 3; i++) {
      booked(ADA, 1, LATER.plusSeconds(i * 60L), LATER.plusSeconds(i * 60L + 60));
    }
    assertThat(book(ADA, 1, LATER.plusSeconds(900), LATER.plusSeconds(999)))
        .isEqualTo(new Outcome.TooMany(3));
    booked(BOB, 1, LATER.plusSeconds(900), LATER.plusSeconds(999));
  }

  @Test
  void noGpuIsBookedTwiceHoweverManyAskAtOnce() throws Exception {
    List<Future<Outcome>> all = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 16; i++) {
        var owner = i % 2 == 0 ? ADA : BOB;
        all.add(threads.submit(() -> book(owner, 1, LATER, LATER.plusSeconds(60))));
      }
    }
    int booked = 0;
    for (var each : all) {
      booked += each.get() instanceof Outcome.Booked ? 1 : 0;
    }
    assertThat(booked).isEqualTo(2);
  }
}
