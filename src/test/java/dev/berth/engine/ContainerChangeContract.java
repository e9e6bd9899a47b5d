package dev.berth.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.berth.engine.model.ContainerSpec;
import dev.berth.engine.model.FileEntry;
import dev.berth.engine.model.KeepSpec;
import dev.berth.engine.model.KeptImage;
import dev.berth.engine.model.LiveLimits;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every engine must do for a container that changes. One subclass per engine. */
public abstract class ContainerChangeContract {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final LiveLimits MORE = LiveLimits.of(0.75, ByteSize.ofMebibytes(128), 200);
  private static final LiveLimits LESS = LiveLimits.of(0.25, ByteSize.ofMebibytes(32), 90);
  private static final String TOOL = "/usr/local/bin/tool";
  private static final String KEY = "/etc/berth/key";

  protected final LeaseId lease = new LeaseId(UlidCreator.getUlid().toString());

  protected abstract ContainerEngine engine();

  /** An image that is there and whose command runs until it is told to end. */
  protected abstract ImageRef image();

  @AfterEach
  void removeEverything() throws EngineException {
    for (ObservedContainer container : engine().list()) {
      engine().remove(container.name());
    }
    for (var kept : engine().kept()) {
      engine().removeKept(kept);
    }
    assertThat(engine().kept()).isEmpty();
  }

  @Test
  void raisesAndLowersTheLimitsOfWhatRuns() throws EngineException {
    engine().create(spec(0, image(), Map.of()));
    engine().start(name());
    for (var limits : List.of(MORE, LESS, LESS, MORE)) {
      engine().update(name(), limits);
      assertThat(engine().find(name()))
          .get()
          .matches(ObservedContainer::isRunning)
          .satisfies(container -> assertThat(container.limits()).contains(limits));
    }
  }

  @Test
  void givesAContainerThatIsDownOtherLimitsToo() throws EngineException {
    engine().create(spec(0, image(), Map.of()));
    engine().update(name(), LESS);
    assertThat(engine().find(name()).flatMap(ObservedContainer::limits)).contains(LESS);
  }

  @Test
  void whatIsNotWantedAnyMoreIsNotStarted() throws EngineException {
    engine().create(spec(0, image(), Map.of()));
    assertThat(engine().start(name(), () -> false)).isFalse();
    assertThat(engine().find(name())).get().matches(container -> !container.isRunning());
    assertThat(engine().start(name(), () -> true)).isTrue();
    assertThat(engine().start(name(), () -> true)).isFalse();
  }

  @Test
  void refusesLimitsForWhatIsNotThere() {
    assertThatThrownBy(() -> engine().update(name(), MORE))
        .isInstanceOf(EngineException.Rejected.class);
  }

  @Test
  void theNextContainerHasWhatWasInTheOneBefore() throws EngineException {
    installed(0);
    engine().keep(keep(1));
    engine().removeOlder(name(), 1);
    assertThat(engine().find(name())).isEmpty();

    engine().create(spec(1, kept(1).image(), Map.of()));
    engine().start(name());

    assertThat(engine().find(name()).map(ObservedContainer::generation)).contains(1);
    assertThat(cat(TOOL)).isEqualTo("tool");
    assertThat(cat(KEY)).isEmpty();
  }

  @Test
  void keepingAndRemovingTwiceIsFine() throws EngineException {
    installed(0);
    engine().keep(keep(1));
    engine().keep(keep(1));
    assertThat(engine().kept()).hasSize(1);
    engine().removeOlder(name(), 1);
    engine().removeOlder(name(), 1);
    engine().keep(keep(1));
    engine().removeKept(kept(1));
    engine().keep(keep(1));
    assertThat(engine().kept()).isEmpty();
  }

  @Test
  void doesNotTouchAContainerThatIsNotOlder() throws EngineException {
    installed(2);
    engine().keep(keep(2));
    engine().keep(keep(1));
    engine().removeOlder(name(), 2);
    assertThat(engine().kept()).isEmpty();
    engine().start(name());
    assertThat(cat(KEY)).isEqualTo("secret");
  }

  @Test
  void keepsNothingThatRuns() throws EngineException {
    installed(0);
    engine().start(name());
    assertThatThrownBy(() -> engine().keep(keep(1))).isInstanceOf(EngineException.Rejected.class);
    assertThat(engine().kept()).isEmpty();
  }

  @Test
  void keepsAnImageThatIsUsedAndLetsGoOfOlderOnes() throws EngineException {
    installed(0);
    for (int next = 1; next <= 3; next++) {
      engine().keep(keep(next));
      engine().removeOlder(name(), next);
      engine().create(spec(next, kept(next).image(), Map.of()));
      var used = kept(next);
      assertThatThrownBy(() -> engine().removeKept(used))
          .isInstanceOf(EngineException.Rejected.class);
      if (next > 1) {
        engine().removeKept(kept(next - 1));
      }
      assertThat(engine().kept()).extracting(KeptImage::generation).containsExactly(next);
    }
    engine().start(name());
    assertThat(cat(TOOL)).isEqualTo("tool");
  }

  @Test
  void refusesTheNameWhereAnotherGenerationHasIt() throws EngineException {
    engine().create(spec(0, image(), Map.of()));
    assertThatThrownBy(() -> engine().create(spec(1, image(), Map.of())))
        .isInstanceOf(EngineException.Rejected.class);
  }

  /** Docker's way, for which the watchdog makes such a container anew. */
  @Test
  void aNetworkIsSharedWithTheContainerThatHadTheNameThen() throws EngineException {
    var other = new LeaseId(UlidCreator.getUlid().toString());
    var alone = new ContainerSpec.Network.None();
    engine().create(spec(other, 0, image(), Map.of(), alone));
    engine().start(other.containerName());
    String first = engine().find(other.containerName()).orElseThrow().id();
    var shared = new ContainerSpec.Network.Joined(other.containerName());
    engine().create(spec(lease, 0, image(), Map.of(), shared));
    assertThat(engine().find(name()).flatMap(ObservedContainer::joins)).contains(first);
    engine().start(name());
    stop();

    engine().remove(other.containerName());
    engine().create(spec(other, 0, image(), Map.of(), alone));
    engine().start(other.containerName());
    assertThat(engine().find(other.containerName()).orElseThrow())
        .satisfies(it -> assertThat(it.id()).isNotEqualTo(first))
        .satisfies(it -> assertThat(it.joins()).isEmpty());
    assertThat(engine().find(name()).flatMap(ObservedContainer::joins)).contains(first);
    assertThatThrownBy(() -> engine().start(name())).isInstanceOf(EngineException.Rejected.class);

    engine().keep(keep(1));
    engine().removeOlder(name(), 1);
    engine().create(spec(lease, 1, kept(1).image(), Map.of(), shared));
    engine().start(name());
    assertThat(engine().find(name())).get().matches(ObservedContainer::isRunning);
  }

  private void installed(int generation) throws EngineException {
    engine().create(spec(generation, image(), Map.of("GONE", "1", "CHANGED", "1")));
    engine().putFiles(name(), List.of(file(TOOL, "tool"), file(KEY, "secret")));
  }

  protected final KeptImage kept(int generation) throws EngineException {
    return engine().kept().stream()
        .filter(kept -> kept.lease().equals(lease) && kept.generation() == generation)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void keepsTheHashOfOthersPasswordsOnly() throws EngineException {
    installed(0);
    String line = "%s:$6$salt$hash:1::::::\n";
    engine()
        .putFiles(
            name(),
            List.of(file("/etc/shadow", line.formatted("dev") + line.formatted("developer"))));
    engine().keep(keep(1));
    engine().removeOlder(name(), 1);
    engine().create(spec(1, kept(1).image(), Map.of()));
    engine().start(name());
    assertThat(cat("/etc/shadow")).isEqualTo("dev:*:1::::::\n" + line.formatted("developer"));
  }

  protected final KeepSpec keep(int generation) {
    return new KeepSpec(lease, generation, List.of(file(KEY, "")), Optional.of("dev"));
  }

  protected final void stop() throws EngineException {
    engine().stop(name(), PATIENCE);
  }

  private String cat(String path) throws EngineException {
    return engine().exec(name(), List.of("cat", path)).output();
  }

  protected final String name() {
    return lease.containerName();
  }

  private static FileEntry file(String path, String text) {
    return new FileEntry(path, 0600, text.getBytes(UTF_8));
  }

  protected final ContainerSpec spec(int generation, ImageRef image, Map<String, String> env) {
    return spec(lease, generation, image, env, new ContainerSpec.Network.None());
  }

  private static ContainerSpec spec(
      LeaseId lease,
      int generation,
      ImageRef image,
      Map<String, String> env,
      ContainerSpec.Network network) {
    return new ContainerSpec(
        lease,
        generation,
        image,
        new ContainerSpec.Command(
            network instanceof ContainerSpec.Network.Joined ? null : "box", env, null, List.of()),
        new ContainerSpec.Limits(
            0.5, ByteSize.ofMebibytes(64), ByteSize.ofMebibytes(16), 100, null, Map.of(), false),
        network,
        List.of());
  }
}
