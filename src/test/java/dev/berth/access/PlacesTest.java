package dev.berth.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.kernel.UserId;
import org.junit.jupiter.api.Test;

/** How many may be at it at the same time. */
class PlacesTest {

  private static final UserId ALICE = new UserId("alice");
  private static final UserId BOB = new UserId("bob");
  private static final UserId CAROL = new UserId("carol");

  private final Places<UserId> places = new Places<>("streams", "of yours", 2, 3);

  @Test
  void aUserHasSoManyAndNoMore() {
    places.take(ALICE).orElseThrow();
    places.take(ALICE).orElseThrow();
    assertThat(places.take(ALICE)).isEmpty();
    assertThat(places.refusal(ALICE))
        .isEqualTo(
            Answer.refused(
                Answer.Why.TOO_MANY, "2 streams of yours are under way already; end one first"));
    assertThat(places.take(BOB)).isPresent();
  }

  @Test
  void thereAreSoManyInAll() {
    places.take(ALICE).orElseThrow();
    places.take(BOB).orElseThrow();
    var last = places.take(CAROL).orElseThrow();
    assertThat(places.take(CAROL)).isEmpty();
    assertThat(places.refusal(CAROL))
        .isEqualTo(
            Answer.refused(
                Answer.Why.TOO_MANY, "3 streams are under way already; try again later"));
    last.close();
    assertThat(places.take(ALICE)).isPresent();
  }

  @Test
  void givingAPlaceBackTwiceGivesOne() {
    var place = places.take(ALICE).orElseThrow();
    places.take(ALICE).orElseThrow();
    place.close();
    place.close();
    places.take(ALICE).orElseThrow();
    assertThat(places.take(ALICE)).isEmpty();
  }
}
