package dev.berth.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.kernel.UserId;
import dev.berth.volume.Ensured.LimitReached;
import dev.berth.volume.Ensured.Present;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of volumes must do. Each test begins with none, and the users ada and bob. */
public abstract class VolumeStoreContract {

  protected static final UserId ADA = new UserId("ada");
  protected static final UserId BOB = new UserId("bob");

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Volume DATA = new Volume(ADA, "data", "e-1", NOON);

  protected abstract VolumeStore store();

  @Test
  void recordsANameOnceForEachOwner() {
    assertThat(store().ensure(DATA, 9)).isEqualTo(new Present(DATA, true));
    assertThat(store().ensure(new Volume(ADA, "data", "e-2", NOON.plusSeconds(1)), 9))
        .isEqualTo(new Present(DATA, false));
    var bobs = new Volume(BOB, "data", "e-3", NOON);
    assertThat(store().ensure(bobs, 9)).isEqualTo(new Present(bobs, true));
    assertThat(store().find(ADA, "data")).contains(DATA);
    assertThat(store().find(BOB, "data")).contains(bobs);
    assertThat(store().find(ADA, "other")).isEmpty();
  }

  @Test
  void listsAnOwnersByName() {
    store().ensure(new Volume(ADA, "z", "e-z", NOON), 9);
    store().ensure(DATA, 9);
    store().ensure(new Volume(BOB, "a", "e-a", NOON), 9);
    assertThat(store().list(ADA)).extracting(Volume::name).containsExactly("data", "z");
  }

  @Test
  void countsToTheLimitAndFindsWhatIsThereBeyondIt() {
    store().ensure(DATA, 1);
    assertThat(store().ensure(new Volume(ADA, "b", "e-2", NOON), 1)).isEqualTo(new LimitReached(1));
    assertThat(store().ensure(new Volume(ADA, "data", "e-3", NOON), 1))
        .isEqualTo(new Present(DATA, false));
    assertThat(store().ensure(new Volume(BOB, "b", "e-4", NOON), 1)).isInstanceOf(Present.class);
  }

  @Test
  void keepsTheLimitWhenManyAreTakenAtOnce() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Ensured>> calls =
          IntStream.range(0, 8)
              .<Callable<Ensured>>mapToObj(
                  i -> () -> store().ensure(new Volume(ADA, "v" + i, "e-" + i, NOON), 3))
              .toList();
      assertThat(threads.invokeAll(calls))
          .map(Future::get)
          .filteredOn(Present.class::isInstance)
          .hasSize(3);
    }
    assertThat(store().list(ADA)).hasSize(3);
  }

  @Test
  void removesWhatIsNotUsedOnce() {
    store().ensure(DATA, 9);
    assertThat(store().remove(DATA, () -> true)).isFalse();
    assertThat(store().find(ADA, "data")).contains(DATA);
    assertThat(store().remove(DATA, () -> false)).isTrue();
    assertThat(store().remove(DATA, () -> false)).isFalse();
    assertThat(store().find(ADA, "data")).isEmpty();
  }

  @Test
  void doesNotRemoveWhatHasTakenTheNameSince() {
    var next = new Volume(ADA, "data", "e-2", NOON);
    store().ensure(next, 9);
    assertThat(store().remove(DATA, () -> false)).isFalse();
    assertThat(store().find(ADA, "data")).contains(next);
  }
}
