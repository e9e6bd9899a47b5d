package dev.berth.disk;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.BOB;
import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.request;
import static dev.berth.lease.model.SampleLeases.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.disk.DiskStore.Measured;
import dev.berth.disk.DiskStore.Telling;
import dev.berth.disk.model.DiskItem;
import dev.berth.disk.model.DiskItem.Kind;
import dev.berth.disk.model.DiskUse;
import dev.berth.disk.model.Measuring;
import dev.berth.disk.model.Standing;
import dev.berth.disk.model.Standing.Level;
import dev.berth.grant.model.PortRange;
import dev.berth.image.ImageStore;
import dev.berth.image.ImageStore.NewSnapshot;
import dev.berth.kernel.ClockSkew;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.PortNumber;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.LeaseState.Released;
import dev.berth.notify.model.Channel;
import dev.berth.notify.model.Notice;
import dev.berth.plan.model.SampleLimits;
import dev.berth.volume.Volume;
import dev.berth.volume.VolumeStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of disks must do. Each test begins with nothing, and the users ada and bob. */
public abstract class DiskStoreContract {

  private static final Instant UNTIL = NOON.plusSeconds(900);
  private static final Instant NEXT = NOON.plusSeconds(600);
  private static final Duration LONGEST = Duration.ofMinutes(200);
  private static final Measured HOME = new Measured(Kind.HOME, "home-ada", ADA, 5);

  protected abstract DiskStore store();

  protected abstract LeaseStore leases();

  protected abstract VolumeStore volumes();

  protected abstract ImageStore images();

  /** Ids of what would be told. */
  protected abstract List<String> told();

  private void measured(Measured... things) {
    claim(NOON, UNTIL);
    store().measured(List.of(things), UNTIL, NOON, NOON);
  }

  private boolean claim(Instant now, Instant until) {
    return store().claim(now, until, LONGEST);
  }

  private LeaseId lease(int number) {
    var rules =
        new Admission.Rules(
            new PortRange(new PortNumber(22_000), new PortNumber(22_999)),
            SampleLimits.leases(100));
    return ((Admission.Admitted)
            leases().admit(request(number, ADA, "box" + number, spec()), rules))
        .lease()
        .id();
  }

  private void release(LeaseId id) {
    var lease = leases().find(id).orElseThrow();
    leases().replace(lease.with(new Released(NOON, Actor.OWNER)), NOON, NOON);
  }

  private static Measured layer(LeaseId lease, long bytes) {
    return new Measured(Kind.LAYER, lease.value(), ADA, bytes);
  }

  @Test
  void isDueAtFirstAndThenWhenItIsTime() {
    assertThat(store().last()).isEqualTo(new Measuring(Optional.empty(), ""));
    assertThat(claim(NOON, UNTIL)).isTrue();
    assertThat(claim(NOON, UNTIL)).isFalse();
    store().measured(List.of(HOME), UNTIL, NOON, NEXT);
    assertThat(store().last()).isEqualTo(new Measuring(Optional.of(NOON), ""));
    assertThat(claim(NEXT.minusMillis(1), UNTIL)).isFalse();
    assertThat(claim(NEXT, UNTIL)).isTrue();
  }

  @Test
  void whoeverTookTooLongLeavesItToTheNext() {
    claim(NOON, UNTIL);
    assertThat(claim(UNTIL, UNTIL.plusSeconds(900))).isTrue();
    store().measured(List.of(HOME), UNTIL, NOON, NEXT);
    store().failed("late", UNTIL, NEXT);
    assertThat(store().last()).isEqualTo(new Measuring(Optional.empty(), ""));
    assertThat(store().all()).isEmpty();
    assertThat(claim(UNTIL.plusSeconds(1), UNTIL.plusSeconds(999))).isFalse();
  }

  @Test
  void aClockThatIsSetBackHoldsUpNothing() {
    var dayBefore = NOON.minus(Duration.ofDays(1));
    claim(NOON, UNTIL);
    assertThat(claim(dayBefore, dayBefore.plusSeconds(900))).isTrue();
    assertThat(claim(dayBefore, dayBefore.plusSeconds(900))).isFalse();
  }

  @Test
  void whatIsPutOffForLongerThanAnythingIsDue() {
    var longest = NOON.plus(LONGEST).plus(ClockSkew.MOST);
    claim(NOON, UNTIL);
    store().failed("a clock jumped", UNTIL, longest);
    assertThat(claim(NOON, UNTIL)).isFalse();
    assertThat(claim(NOON.minusSeconds(1), UNTIL)).isTrue();
    assertThat(claim(NOON.minusSeconds(1), UNTIL)).isFalse();
  }

  @Test
  void whatIsKnownStaysWhereNothingWasLearnt() {
    measured(HOME);
    claim(NOON, UNTIL);
    store().failed("no answer", UNTIL, NEXT);
    assertThat(store().last()).isEqualTo(new Measuring(Optional.of(NOON), "no answer"));
    assertThat(store().of(ADA).bytes()).isEqualTo(5);
    assertThat(claim(NEXT.minusMillis(1), UNTIL)).isFalse();
  }

  @Test
  void eachMeasuringReplacesTheOneBefore() {
    measured(HOME, new Measured(Kind.HOME, "home-bob", BOB, 7));
    measured(new Measured(Kind.HOME, "home-ada", ADA, 6));
    assertThat(store().all()).containsOnlyKeys(ADA);
    assertThat(store().of(ADA).bytes()).isEqualTo(6);
    assertThat(store().of(BOB)).isEqualTo(DiskUse.NONE);
    measured();
    assertThat(store().all()).isEmpty();
  }

  @Test
  void showsWhatIsThereUnderItsOwnersNames() {
    var lease = lease(1);
    volumes().ensure(new Volume(ADA, "data", "e-data", NOON), 9);
    measured(HOME, layer(lease, 9), new Measured(Kind.VOLUME, "e-data", ADA, 7));
    assertThat(store().of(ADA).items())
        .containsExactly(
            new DiskItem(Kind.LAYER, lease.value(), ADA, "box1", 9),
            new DiskItem(Kind.VOLUME, "e-data", ADA, "data", 7),
            new DiskItem(Kind.HOME, "home-ada", ADA, "home", 5));
    assertThat(store().all()).isEqualTo(Map.of(ADA, store().of(ADA)));
  }

  @Test
  void anImageOfHerOwnTakesRoomWhileItIsThere() {
    images()
        .begin(
            new NewSnapshot(ADA, "ready", lease(1), 1),
            new ImageRef("source:1"),
            NOON,
            NOON.plusSeconds(45));
    measured(new Measured(Kind.IMAGE, "ada/ready", ADA, 8));
    assertThat(store().of(ADA).items())
        .containsExactly(new DiskItem(Kind.IMAGE, "ada/ready", ADA, "ada/ready", 8));
    images().remove("ada/ready");
    assertThat(store().of(ADA)).isEqualTo(DiskUse.NONE);
  }

  @Test
  void whatIsGoneTakesNothing() {
    var lease = lease(1);
    var volume = new Volume(ADA, "data", "e-data", NOON);
    volumes().ensure(volume, 9);
    measured(HOME, layer(lease, 9), new Measured(Kind.VOLUME, "e-data", ADA, 7));
    release(lease);
    volumes().remove(volume, () -> false);
    store().forgetHome(BOB);
    assertThat(store().of(ADA).bytes()).isEqualTo(5);
    assertThat(store().layers(List.of(lease))).isEmpty();
    store().forgetHome(ADA);
    assertThat(store().all()).isEmpty();
  }

  @Test
  void aHomeThatIsRemovedWhileItIsMeasuredStaysAway() {
    var bob = new Measured(Kind.HOME, "home-bob", BOB, 7);
    var data = new Measured(Kind.VOLUME, "e-data", ADA, 7);
    volumes().ensure(new Volume(ADA, "data", "e-data", NOON), 9);
    claim(NOON, UNTIL);
    store().forgetHome(ADA);
    store().forgetHome(ADA);
    store().measured(List.of(HOME, bob, data), UNTIL, NOON, NOON);
    assertThat(store().of(ADA).items()).extracting(DiskItem::id).containsExactly("e-data");
    assertThat(store().of(BOB).bytes()).isEqualTo(7);
    measured(HOME, bob, data);
    assertThat(store().of(ADA).bytes()).isEqualTo(12);
  }

  @Test
  void knowsTheLayersOfLeases() {
    var first = lease(1);
    var second = lease(2);
    measured(HOME, layer(first, 9), layer(second, 0));
    assertThat(store().layers(List.of(first, second))).isEqualTo(Map.of(first, 9L, second, 0L));
    assertThat(store().layers(List.of(second))).containsOnlyKeys(second);
    assertThat(store().layers(List.of())).isEmpty();
  }

  @Test
  void keepsHowAUserStandsWithWhatSheIsTold() {
    var warned = Standing.of(Level.WARNED, NOON);
    assertThat(store().stands(ADA, Standing.GOOD, warned, Optional.of(telling("n-1")))).isTrue();
    assertThat(store().standings()).isEqualTo(Map.of(ADA, warned));
    var over = Standing.of(Level.OVER, NEXT);
    assertThat(store().stands(ADA, Standing.GOOD, over, Optional.of(telling("n-2")))).isFalse();
    assertThat(store().stands(ADA, warned, over, Optional.empty())).isTrue();
    assertThat(store().standings()).isEqualTo(Map.of(ADA, over));
    var longer = new Standing(Level.OVER, NEXT, Duration.ofMillis(1500), NEXT.plusSeconds(2));
    assertThat(store().stands(ADA, over, longer, Optional.empty())).isTrue();
    assertThat(store().stands(ADA, over, longer, Optional.empty())).isFalse();
    assertThat(store().standings()).isEqualTo(Map.of(ADA, longer));
    assertThat(told()).containsExactly("n-1");
  }

  private static Telling telling(String id) {
    return new Telling(
        new Notice(id, Notice.Kind.DISK, ADA, null, NOON, "disk", "full"), Set.of(Channel.MAIL));
  }

  @Test
  void onlyOneOfManyMeasures() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 20; round++) {
        var now = NOON.plusSeconds(1000L * round);
        List<Future<Boolean>> claims =
            IntStream.range(0, 4)
                .mapToObj(_ -> threads.submit(() -> claim(now, now.plusSeconds(900))))
                .toList();
        int won = 0;
        for (var claim : claims) {
          won += claim.get() ? 1 : 0;
        }
        assertThat(won).isEqualTo(1);
      }
    }
  }
}
