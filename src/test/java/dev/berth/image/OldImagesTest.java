package dev.berth.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.model.OwnImage;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.model.SampleLeases;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OldImagesTest {

  private static final OwnImage OLD = image("debian:old", Optional.empty(), false);
  private static final OwnImage CURRENT = image("debian:new", Optional.empty(), false);
  private static final OwnImage USED = image("debian:used", Optional.empty(), true);
  private static final OwnImage KEPT = image("kept:1", Optional.of(SampleLeases.id(7)), false);
  private static final List<OwnImage> ALL = List.of(OLD, CURRENT, USED, KEPT);

  private static CatalogImage entry(CatalogImage.State state) {
    return new CatalogImage(
        "debian",
        new ImageRef("debian:source"),
        state,
        Optional.of(CURRENT.image()),
        "",
        "",
        "",
        SampleLeases.NOON);
  }

  @Test
  void areThoseThatTheCatalogueDoesNotNeed() {
    var own = image("debian:source", Optional.empty(), false);
    var all = Stream.concat(ALL.stream(), Stream.of(own)).toList();
    assertThat(OldImages.among(all, List.of(entry(CatalogImage.State.BAKED))))
        .contains(List.of(OLD, USED));
  }

  @Test
  void areNotKnownWhileAnythingIsBeingMade() {
    for (var state : List.of(CatalogImage.State.COPYING, CatalogImage.State.BAKING)) {
      assertThat(OldImages.among(ALL, List.of(entry(state)))).isEmpty();
    }
  }

  private static OwnImage image(String name, Optional<LeaseId> lease, boolean used) {
    return new OwnImage(new ImageRef(name), lease, 1, used);
  }
}
