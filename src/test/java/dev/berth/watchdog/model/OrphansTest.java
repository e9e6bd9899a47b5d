package dev.berth.watchdog.model;

import static dev.berth.lease.model.SampleLeases.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.model.ObservedContainer;
import dev.berth.engine.model.ObservedContainer.Phase;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OrphansTest {

  @Test
  void areContainersWithoutALiveLease() {
    var containers =
        List.of(
            container("a", Optional.of(1)),
            container("b", Optional.of(2)),
            container("c", Optional.empty()));
    assertThat(Orphans.among(containers, Set.of(id(1)))).containsExactly("b", "c");
    assertThat(Orphans.among(containers, Set.of())).containsExactly("a", "b", "c");
    assertThat(Orphans.among(List.of(), Set.of(id(1)))).isEmpty();
  }

  @Test
  void areRemovedOnlyWhenTheSweepBeforeSawThemToo() {
    assertThat(Orphans.toRemove(List.of("a", "b"), Set.of())).isEmpty();
    assertThat(Orphans.toRemove(List.of("a", "b"), Set.of("b", "c"))).containsExactly("b");
  }

  private static ObservedContainer container(String name, Optional<Integer> lease) {
    return new ObservedContainer(
        name,
        lease.map(number -> id(number)),
        Phase.EXITED,
        0,
        false,
        0,
        Optional.empty(),
        name,
        Optional.empty(),
        List.of());
  }
}
