package dev.berth.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.image.CatalogImage.State;
import dev.berth.kernel.ImageRef;
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
}
