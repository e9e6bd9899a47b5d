package dev.berth.watchdog.model;

import static dev.berth.lease.model.SampleLeases.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.model.ObservedContainer;
import dev.berth.engine.model.ObservedContainer.Phase;
import dev.berth.kernel.LeaseId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RenamedTest {

  private static final LeaseId LEASE = id(1);
  private static final ObservedContainer OWN = container(LEASE.containerName(), Phase.RUNNING);

  private static ObservedContainer container(String name, Phase phase) {
    return new ObservedContainer(
        name,
        Optional.of(LEASE),
        phase,
        0,
        false,
        0,
        Optional.empty(),
        "id of " + name,
        Optional.empty(),
        List.of());
  }

  private static List<Renamed> among(ObservedContainer... containers) {
    return Renamed.among(List.of(containers), Set.of(LEASE));
  }

  @Test
  void getTheirNameBackWhetherTheyRunOrNot() {
    for (var phase : Phase.values()) {
      assertThat(among(container("other", phase)))
          .containsExactly(new Renamed.PutBack("id of other", "other", LEASE));
    }
  }

  @Test
  void doNotRunBesideTheOneThatTookTheirPlace() {
    assertThat(among(OWN, container("other", Phase.RUNNING)))
        .containsExactly(new Renamed.Stop("other"));
    assertThat(among(OWN, container("other", Phase.EXITED))).isEmpty();
  }

  @Test
  void areNotThoseWithTheirOwnNameNorOrphans() {
    assertThat(among(OWN)).isEmpty();
    assertThat(Renamed.among(List.of(container("other", Phase.RUNNING)), Set.of())).isEmpty();
  }
}
