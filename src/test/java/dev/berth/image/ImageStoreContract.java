package dev.berth.image;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.BOB;
import static dev.berth.lease.model.SampleLeases.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.image.CatalogImage.State;
import dev.berth.image.ImageStore.Begun;
import dev.berth.image.ImageStore.NewSnapshot;
import dev.berth.image.ImageStore.OwnSize;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every catalogue must do. Each test begins with an empty one. */
public abstract class ImageStoreContract {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Instant LATER = NOON.plusSeconds(45);
  private static final ImageRef SOURCE = new ImageRef("debian:bookworm-slim");
  private static final CatalogImage BAKED =
      new CatalogImage(
          "debian",
          SOURCE,
          State.BAKED,
          Optional.of(new ImageRef("berth/debian:1")),
          "sha256:0123",
          "1",
          "",
          LATER);

  protected abstract ImageStore store();

  @Test
  void addsANameOnce() {
    assertThat(store().add("debian", SOURCE, NOON)).isTrue();
    assertThat(store().add("debian", new ImageRef("other"), LATER)).isFalse();
    assertThat(store().find("debian"))
        .contains(
            new CatalogImage("debian", SOURCE, State.NEW, Optional.empty(), "", "", "", NOON));
    assertThat(store().find("ubuntu")).isEmpty();
    assertThat(store().log("debian")).isEmpty();
  }

  @Test
  void listsByNameWhatIsNotRemoved() {
    store().add("ubuntu", SOURCE, NOON);
    store().add("debian", SOURCE, NOON);
    assertThat(store().list()).extracting(CatalogImage::name).containsExactly("debian", "ubuntu");
    assertThat(store().remove("ubuntu")).isTrue();
    assertThat(store().remove("ubuntu")).isFalse();
    assertThat(store().list()).extracting(CatalogImage::name).containsExactly("debian");
  }

  @Test
  void givesABakingToOneUntilTheClaimRunsOut() {
    store().add("debian", SOURCE, NOON);
    assertThat(store().claim("debian", NOON, LATER)).isTrue();
    assertThat(store().find("debian")).map(CatalogImage::state).contains(State.BAKING);
    assertThat(store().claim("debian", LATER.minusMillis(1), LATER)).isFalse();
    assertThat(store().claim("debian", LATER, LATER.plusSeconds(45))).isTrue();
    assertThat(store().claim("ubuntu", NOON, LATER)).isFalse();
    var clockSetBack = NOON.minus(Duration.ofHours(1));
    assertThat(store().claim("debian", clockSetBack, clockSetBack.plusSeconds(45))).isTrue();
  }

  @Test
  void givesABakingToOneOfThoseThatAskAtOnce() throws Exception {
    store().add("debian", SOURCE, NOON);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Boolean> claim = () -> store().claim("debian", NOON, LATER);
      var claims =
          threads.invokeAll(Stream.generate(() -> claim).limit(6).collect(Collectors.toList()));
      assertThat(claims).map(Future::get).containsOnlyOnce(true);
    }
  }

  @Test
  void keepsTheClaimOfOneWhoTellsOfProgress() {
    store().add("debian", SOURCE, NOON);
    store().claim("debian", NOON, LATER);
    store().progress("debian", "one\n", LATER.plusSeconds(45));
    store().progress("debian", "two\n", LATER.plusSeconds(45));
    assertThat(store().log("debian")).isEqualTo("one\ntwo\n");
    assertThat(store().claim("debian", LATER, LATER.plusSeconds(45))).isFalse();
    store().claim("debian", LATER.plusSeconds(45), LATER.plusSeconds(90));
    assertThat(store().log("debian")).isEmpty();
  }

  @Test
  void keepsTheEndOfALongLog() {
    store().add("debian", SOURCE, NOON);
    store().progress("debian", "first " + "x".repeat(256 * 1024 - 4), LATER);
    store().progress("debian", "last", LATER);
    assertThat(store().log("debian")).hasSize(256 * 1024).startsWith("xxx").endsWith("last");
  }

  @Test
  void endsABakingAndFreesTheClaim() {
    store().add("debian", SOURCE, NOON);
    store().claim("debian", NOON, LATER);
    store().progress("debian", "done\n", LATER);
    store().finish(BAKED);
    assertThat(store().find("debian")).contains(BAKED);
    assertThat(store().log("debian")).isEqualTo("done\n");
    assertThat(store().claim("debian", NOON, LATER)).isTrue();
  }

  @Test
  void ignoresABakingOfWhatIsNotThereAnyMore() {
    store().finish(BAKED);
    store().progress("debian", "line\n", LATER);
    assertThat(store().find("debian")).isEmpty();
    store().add("debian", new ImageRef("debian:trixie-slim"), NOON);
    store().finish(BAKED);
    assertThat(store().find("debian")).map(CatalogImage::state).contains(State.NEW);
  }

  private static NewSnapshot snapshot(UserId owner, String name, LeaseId of) {
    return new NewSnapshot(owner, name, of, 2);
  }

  private Begun begin(NewSnapshot snapshot, Instant now) {
    var begun = store().begin(snapshot, SOURCE, now, now.plusSeconds(45));
    if (begun instanceof Begun.Started) {
      assertThat(store().find(snapshot.entry()))
          .contains(
              new CatalogImage(
                  snapshot.entry(), SOURCE, State.COPYING, Optional.empty(), "", "", "", now));
    }
    return begun;
  }

  @Test
  void aSnapshotIsItsOwnersAndOfItsLease() {
    store().add("debian", SOURCE, NOON);
    assertThat(begin(snapshot(ADA, "ready", id(1)), NOON)).isEqualTo(new Begun.Started());
    assertThat(begin(snapshot(BOB, "ready", id(2)), NOON)).isEqualTo(new Begun.Started());
    assertThat(store().list(ADA))
        .extracting(CatalogImage::name)
        .containsExactly("ada/ready", "debian");
    assertThat(store().list())
        .extracting(CatalogImage::name)
        .containsExactly("ada/ready", "bob/ready", "debian");
    assertThat(store().madeOf(id(2))).extracting(CatalogImage::name).containsExactly("bob/ready");
    assertThat(store().madeOf(id(3))).isEmpty();
  }

  @Test
  void aSnapshotIsBegunOnlyWhereThereMayBeOne() {
    begin(snapshot(ADA, "one", id(1)), NOON);
    assertThat(begin(snapshot(ADA, "one", id(2)), NOON)).isEqualTo(new Begun.NameTaken());
    assertThat(begin(snapshot(ADA, "two", id(1)), NOON)).isEqualTo(new Begun.UnderWay());
    assertThat(begin(snapshot(ADA, "two", id(2)), NOON)).isEqualTo(new Begun.Started());
    assertThat(begin(snapshot(ADA, "three", id(3)), NOON)).isEqualTo(new Begun.TooMany(2));
    store().remove("ada/two");
    assertThat(begin(snapshot(ADA, "three", id(3)), NOON)).isEqualTo(new Begun.Started());
  }

  @Test
  void ofTwoSnapshotsAtOnceOneIsBegun() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Begun> begin = () -> store().begin(snapshot(ADA, "one", id(1)), SOURCE, NOON, LATER);
      var begun =
          threads.invokeAll(Stream.generate(() -> begin).limit(6).collect(Collectors.toList()));
      assertThat(begun).map(Future::get).containsOnlyOnce(new Begun.Started());
    }
  }

  @Test
  void aSnapshotIsCopiedUntilItIsThereOrNobodyMakesItAnyMore() {
    begin(snapshot(ADA, "one", id(1)), NOON);
    assertThat(store().isCopying(id(1), NOON)).isTrue();
    assertThat(store().isCopying(id(2), NOON)).isFalse();
    assertThat(store().claim("ada/one", NOON, LATER)).isFalse();
    assertThat(store().isCopying(id(1), LATER)).isFalse();
    store().progress("ada/one", "", LATER.plusSeconds(1));
    assertThat(store().isCopying(id(1), LATER)).isTrue();
    assertThat(store().endAbandoned("stopped", LATER)).isZero();
    store().copied("ada/one", 5);
    assertThat(store().isCopying(id(1), NOON)).isFalse();
    assertThat(store().ownSizes()).containsExactly(new OwnSize("ada/one", ADA, 5));
    assertThat(store().find("ada/one")).map(CatalogImage::state).contains(State.BAKING);
    assertThat(store().endAbandoned("stopped", LATER)).isZero();
    assertThat(store().endAbandoned("stopped", LATER.plusSeconds(1))).isOne();
    assertThat(store().find("ada/one")).map(CatalogImage::state).contains(State.NEW);
    assertThat(store().endAbandoned("stopped", LATER.plusSeconds(2))).isZero();
  }

  @Test
  void aSnapshotThatNobodyMakesAnyMoreFails() {
    begin(snapshot(ADA, "one", id(1)), NOON);
    begin(snapshot(ADA, "two", id(2)), LATER);
    assertThat(store().endAbandoned("stopped", LATER)).isOne();
    assertThat(store().find("ada/one"))
        .contains(
            new CatalogImage(
                "ada/one", SOURCE, State.FAILED, Optional.empty(), "", "", "stopped", LATER));
    store().copied("ada/one", 5);
    assertThat(store().find("ada/one")).map(CatalogImage::state).contains(State.FAILED);
    assertThat(store().endAbandoned("set back", NOON.minus(Duration.ofHours(5)))).isOne();
  }
}
