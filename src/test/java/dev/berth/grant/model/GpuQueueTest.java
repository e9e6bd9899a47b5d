package dev.berth.grant.model;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.BOB;
import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.grant.model.GpuQueue.Booking;
import dev.berth.grant.model.GpuQueue.Orders;
import dev.berth.grant.model.GpuQueue.Place;
import dev.berth.grant.model.GpuQueue.Plan;
import dev.berth.grant.model.GpuQueue.Start;
import dev.berth.grant.model.GpuQueue.State;
import dev.berth.grant.model.GpuQueue.Timing;
import dev.berth.grant.model.GpuQueue.Waiting;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class GpuQueueTest {

  private static final Duration SETTLE = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofHours(1);
  private static final Gpu SMALL = gpu(0, "A30", 24);
  private static final Gpu BIG = gpu(1, "A100", 80);
  private static final Gpu OTHER = gpu(2, "A100", 80);

  private static Gpu gpu(int index, String model, int gibibytes) {
    return new Gpu(
        new GpuId("GPU-" + index), index, model, ByteSize.ofMebibytes(gibibytes * 1024L));
  }

  private static Waiting waiting(int number, GpuWish wish, int minutes) {
    return waiting(number, wish, minutes, Set.of(), 1, 0);
  }

  private static Waiting waiting(
      int number, GpuWish wish, int minutes, Set<GpuId> before, double weight, double hours) {
    return new Waiting(
        id(number),
        ADA,
        wish,
        before,
        Duration.ofMinutes(minutes),
        weight,
        hours,
        NOON.minusSeconds(1_000 - number),
        GpuQueue.Orders.NONE);
  }

  private static Plan plan(Map<GpuId, Instant> busy, Waiting... waiting) {
    return GpuQueue.plan(
        new State(
            NOON,
            List.of(OTHER, SMALL, BIG),
            busy,
            List.of(),
            List.of(waiting),
            new Timing(SETTLE, PATIENCE)));
  }

  private static Instant at(int minute) {
    return NOON.plus(Duration.ofMinutes(minute));
  }

  private static Place place(int number, int position, int minute) {
    return new Place(id(number), position, Optional.of(at(minute)));
  }

  @Test
  void givesTheLeastThatDoes() {
    assertThat(plan(Map.of(), waiting(1, GpuWish.of(1), 60)).starts())
        .containsExactly(new Start(id(1), List.of(SMALL)));
    assertThat(plan(Map.of(), waiting(1, GpuWish.of(2), 60)).starts())
        .containsExactly(new Start(id(1), List.of(SMALL, BIG)));
  }

  @Test
  void givesOnlyWhatIsAskedFor() {
    var a100 = new GpuWish(1, "a100", null, List.of());
    var memory = new GpuWish(1, null, ByteSize.ofMebibytes(40 * 1024), List.of());
    var exactly = new GpuWish(1, null, null, List.of(OTHER.id()));
    assertThat(plan(Map.of(), waiting(1, a100, 60)).starts())
        .containsExactly(new Start(id(1), List.of(BIG)));
    assertThat(plan(Map.of(), waiting(1, memory, 60)).starts())
        .containsExactly(new Start(id(1), List.of(BIG)));
    assertThat(plan(Map.of(), waiting(1, exactly, 60)).starts())
        .containsExactly(new Start(id(1), List.of(OTHER)));
  }

  @Test
  void givesThoseOfTheLastTimeWhereTheyAreFree() {
    var again = waiting(1, GpuWish.of(1), 60, Set.of(OTHER.id()), 1, 0);
    assertThat(plan(Map.of(), again).starts()).containsExactly(new Start(id(1), List.of(OTHER)));
    assertThat(plan(Map.of(OTHER.id(), at(5)), again).starts())
        .containsExactly(new Start(id(1), List.of(SMALL)));
  }

  @Test
  void neverGivesHalf() {
    var plan = plan(Map.of(SMALL.id(), at(30)), waiting(1, GpuWish.of(3), 60));
    assertThat(plan.starts()).isEmpty();
    assertThat(plan.places()).containsExactly(place(1, 1, 31));
  }

  @Test
  void whatIsHeldBeyondItsTermIsNotFreeYet() {
    var plan = plan(Map.of(SMALL.id(), at(-10)), waiting(1, GpuWish.of(3), 60));
    assertThat(plan.places()).containsExactly(place(1, 1, 1));
  }

  @Test
  void aShortOneGoesFirstOnlyWhereItDelaysNobody() {
    var busy = Map.of(SMALL.id(), at(29));
    var head = waiting(1, GpuWish.of(3), 60);
    assertThat(plan(busy, head, waiting(2, GpuWish.of(1), 29)).starts())
        .containsExactly(new Start(id(2), List.of(BIG)));
    var longer = plan(busy, head, waiting(2, GpuWish.of(1), 30));
    assertThat(longer.starts()).isEmpty();
    assertThat(longer.places()).containsExactly(place(1, 1, 30), place(2, 2, 91));
  }

  @Test
  void whatCanNeverBeHasNoTimeAndKeepsNobodyBack() {
    var plan = plan(Map.of(), waiting(1, GpuWish.of(4), 60), waiting(2, GpuWish.of(3), 60));
    assertThat(plan.places()).containsExactly(new Place(id(1), 1, Optional.empty()));
    assertThat(plan.starts()).extracting(Start::lease).containsExactly(id(2));
  }

  @Test
  void heavierPlansComeFirstThenWhoeverHadLessThenWhoeverWaitsLonger() {
    var all = GpuWish.of(3);
    var plan =
        plan(
            Map.of(SMALL.id(), at(9)),
            waiting(4, all, 10, Set.of(), 1, 7),
            waiting(3, all, 10, Set.of(), 1, 2),
            waiting(2, all, 10, Set.of(), 1, 2),
            waiting(1, all, 10, Set.of(), 2, 99));
    assertThat(plan.places())
        .containsExactly(place(1, 1, 10), place(2, 2, 21), place(3, 3, 32), place(4, 4, 43));
  }

  @Test
  void whoeverHasWaitedTooLongComesBeforeWhoeverWeighsMore() {
    var all = GpuWish.of(3);
    var patient = new Timing(SETTLE, Duration.ofSeconds(998));
    var waiting =
        List.of(
            waiting(1, all, 10, Set.of(), 1, 9),
            waiting(2, all, 10, Set.of(), 2, 0),
            waiting(3, all, 10, Set.of(), 3, 0));
    var busy = Map.of(SMALL.id(), at(9));
    var state = new State(NOON, List.of(SMALL, BIG, OTHER), busy, List.of(), waiting, patient);
    assertThat(GpuQueue.plan(state).places())
        .containsExactly(place(1, 1, 10), place(3, 2, 21), place(2, 3, 32));
  }

  @Test
  void anAdminPutsSomeFirstAndHoldsOthersBack() {
    var plan =
        plan(
            Map.of(),
            ordered(waiting(1, GpuWish.of(3), 10), new Orders(5, true)),
            waiting(2, GpuWish.of(3), 10),
            ordered(waiting(3, GpuWish.of(3), 10), new Orders(1, false)),
            ordered(waiting(4, GpuWish.of(3), 10), new Orders(-1, false)));
    assertThat(plan.starts()).extracting(Start::lease).containsExactly(id(3));
    assertThat(plan.places())
        .containsExactly(place(2, 1, 11), place(4, 2, 22), new Place(id(1), 3, Optional.empty()));
  }

  private static Waiting ordered(Waiting it, Orders orders) {
    return new Waiting(
        it.lease(),
        it.owner(),
        it.wish(),
        it.before(),
        it.term(),
        it.weight(),
        it.recentGpuHours(),
        it.queuedAt(),
        orders);
  }

  private static Plan booked(UserId owner, int from, int until, Waiting... waiting) {
    var booking = new Booking(owner, Set.of(BIG.id(), OTHER.id()), at(from), at(until));
    return GpuQueue.plan(
        new State(
            NOON,
            List.of(OTHER, SMALL, BIG),
            Map.of(),
            List.of(booking),
            List.of(waiting),
            new Timing(SETTLE, PATIENCE)));
  }

  @Test
  void whatIsBookedIsKeptFromOthers() {
    var plan = booked(BOB, 30, 60, waiting(1, GpuWish.of(2), 30), waiting(2, GpuWish.of(2), 29));
    assertThat(plan.places()).containsExactly(place(1, 1, 60));
    assertThat(plan.starts()).containsExactly(new Start(id(2), List.of(SMALL, BIG)));
  }

  @Test
  void whoeverBookedGetsTheBookedOnesFirst() {
    var plan = booked(ADA, 0, 60, waiting(1, GpuWish.of(1), 90), waiting(2, GpuWish.of(2), 30));
    assertThat(plan.starts())
        .containsExactly(new Start(id(1), List.of(BIG)), new Start(id(2), List.of(SMALL, OTHER)));
  }

  @Test
  void whatIsBookedForAnotherTimeOrOfAnotherKindIsNoBetterThanOthers() {
    var before = booked(ADA, 1, 60, waiting(1, GpuWish.of(1), 90));
    assertThat(before.starts()).containsExactly(new Start(id(1), List.of(SMALL)));
    var over = booked(ADA, -9, 0, waiting(1, GpuWish.of(1), 90));
    assertThat(over.starts()).containsExactly(new Start(id(1), List.of(SMALL)));
    var a30 = new GpuWish(1, "A30", null, List.of());
    var other = booked(ADA, 0, 60, waiting(1, a30, 90));
    assertThat(other.starts()).containsExactly(new Start(id(1), List.of(SMALL)));
    var others = booked(BOB, 90, 120, waiting(1, GpuWish.of(1), 60));
    assertThat(others.starts()).containsExactly(new Start(id(1), List.of(SMALL)));
  }

  /**
   * A small case: who holds which of four GPUs until when, who waits for how many, and how long it
   * takes after each term until they are free.
   */
  record Case(
      List<Integer> heldUntil, List<Integer> counts, List<Integer> minutes, int settleMinutes) {

    State state(int now, Map<GpuId, Instant> busy, List<Waiting> waiting) {
      return new State(at(now), gpus(), busy, List.of(), waiting, new Timing(settle(), PATIENCE));
    }

    Duration settle() {
      return Duration.ofMinutes(settleMinutes);
    }

    static List<Gpu> gpus() {
      return List.of(SMALL, BIG, OTHER, gpu(3, "A100", 80));
    }

    Map<GpuId, Instant> busy() {
      var busy = new HashMap<GpuId, Instant>();
      for (int i = 0; i < heldUntil.size(); i++) {
        if (heldUntil.get(i) > 0) {
          busy.put(gpus().get(i).id(), at(heldUntil.get(i)));
        }
      }
      return busy;
    }

    List<Waiting> waiting() {
      var all = new ArrayList<Waiting>();
      for (int i = 0; i < counts.size(); i++) {
        all.add(GpuQueueTest.waiting(i + 1, GpuWish.of(counts.get(i)), minutes.get(i)));
      }
      return all;
    }
  }

  @Provide
  Arbitrary<Case> cases() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 8).list().ofSize(4),
            Arbitraries.integers().between(1, 4).list().ofSize(5),
            Arbitraries.integers().between(1, 8).list().ofSize(5),
            Arbitraries.integers().between(0, 3))
        .as(Case::new);
  }

  /** Minute by minute, with one field for each GPU and minute. */
  private static List<Integer> bruteForce(Case given) {
    boolean[][] taken = new boolean[4][200];
    for (int gpu = 0; gpu < 4; gpu++) {
      int until = given.heldUntil().get(gpu);
      Arrays.fill(taken[gpu], 0, until == 0 ? 0 : until + given.settleMinutes(), true);
    }
    var starts = new ArrayList<Integer>();
    for (int i = 0; i < given.counts().size(); i++) {
      int length = given.minutes().get(i) + given.settleMinutes();
      for (int minute = 0; ; minute++) {
        var free = new ArrayList<boolean[]>();
        for (boolean[] gpu : taken) {
          boolean isFree = true;
          for (int m = minute; m < minute + length; m++) {
            isFree &= !gpu[m];
          }
          if (isFree) {
            free.add(gpu);
          }
        }
        if (free.size() >= given.counts().get(i)) {
          for (boolean[] gpu : free.subList(0, given.counts().get(i))) {
            Arrays.fill(gpu, minute, minute + length, true);
          }
          starts.add(minute);
          break;
        }
      }
    }
    return starts;
  }

  @Property
  void everyoneStartsAsEarlyAsThoseInFrontAllow(@ForAll("cases") Case given) {
    var plan = GpuQueue.plan(given.state(0, given.busy(), given.waiting()));
    var expected = bruteForce(given);
    for (int i = 0; i < expected.size(); i++) {
      var lease = id(i + 1);
      if (expected.get(i) == 0) {
        assertThat(plan.starts()).anyMatch(start -> start.lease().equals(lease));
      } else {
        assertThat(plan.places())
            .anySatisfy(
                place -> {
                  assertThat(place.lease()).isEqualTo(lease);
                  assertThat(place.earliestStart()).hasValue(at(expected.get(given(lease))));
                });
      }
    }
  }

  private static int given(LeaseId lease) {
    return Integer.parseInt(lease.value()) - 1;
  }

  /**
   * Plans again each minute, as Berth does; whoever starts runs to the end of the term, and is slow
   * to settle.
   */
  @Property
  void nobodyStartsLaterThanTheFirstEstimateAndNoGpuIsGivenTwice(@ForAll("cases") Case given) {
    var busy = given.busy();
    var waiting = new ArrayList<>(given.waiting());
    var promised = new HashMap<LeaseId, Instant>();
    for (int minute = 0; !waiting.isEmpty(); minute++) {
      var now = at(minute);
      busy.values().removeIf(until -> !until.plus(given.settle()).isAfter(now));
      var plan = GpuQueue.plan(given.state(minute, busy, waiting));
      for (var start : plan.starts()) {
        var lease =
            waiting.stream().filter(it -> it.lease().equals(start.lease())).findAny().orElseThrow();
        assertThat(start.gpus()).hasSize(lease.wish().count());
        start
            .gpus()
            .forEach(
                gpu -> assertThat(busy.put(gpu.id(), now.plus(lease.term()))).as("held").isNull());
        assertThat(promised.getOrDefault(start.lease(), now)).isAfterOrEqualTo(now);
        waiting.remove(lease);
      }
      plan.places()
          .forEach(
              place -> promised.putIfAbsent(place.lease(), place.earliestStart().orElseThrow()));
    }
  }
}
