package dev.berth.watchdog.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.model.OwnImage;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.model.SampleLeases;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OldImagesTest {

  private static final OwnImage OLD = image("debian:old", Optional.empty(), false);
  private static final OwnImage CURRENT = image("debian:new", Optional.empty(), false);
  private static final OwnImage USED = image("debian:used", Optional.empty(), true);
  private static final OwnImage KEPT = image("kept:1", Optional.of(SampleLeases.id(7)), false);
  private static final List<OwnImage> ALL = List.of(OLD, CURRENT, USED, KEPT);

  @Test
  void areThoseThatNeitherTheCatalogueNorAContainerNeeds() {
    assertThat(OldImages.among(ALL, Set.of(CURRENT.image()), false)).containsExactly(OLD);
  }

  @Test
  void areNoneWhileAnythingIsBeingBaked() {
    assertThat(OldImages.among(ALL, Set.of(CURRENT.image()), true)).isEmpty();
  }

  private static OwnImage image(String name, Optional<LeaseId> lease, boolean used) {
    return new OwnImage(new ImageRef(name), lease, 1, used);
  }
}
