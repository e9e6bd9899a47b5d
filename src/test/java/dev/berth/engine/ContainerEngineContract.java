package dev.berth.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.berth.engine.model.ContainerSpec;
import dev.berth.engine.model.ContainerSpec.Network;
import dev.berth.engine.model.EngineEvent;
import dev.berth.engine.model.EngineMount;
import dev.berth.engine.model.ExecResult;
import dev.berth.engine.model.FileEntry;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.engine.model.ObservedContainer.Phase;
import dev.berth.engine.model.PublishedPort;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.Protocol;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every container engine must do. One subclass per engine. */
public abstract class ContainerEngineContract {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String LOOPBACK = "127.0.0.1";
  private static final String VOLUME_PREFIX = "berth-test-";

  private final LeaseId lease = newLease();

  protected abstract ContainerEngine engine();

  /** An image that is there and whose command runs until it is told to end. */
  protected abstract ImageRef image();

  /** Lets a process that is no container listen on a port, until closed. */
  protected abstract AutoCloseable occupy(PortNumber port) throws Exception;

  /** Kills PID 1 of a container by SIGKILL, past the port. */
  protected abstract void crash(String name);

  /** Makes a container of somebody else with this name. */
  protected abstract void addForeign(String name);

  protected abstract boolean hasForeign(String name);

  @AfterEach
  void removeEverything() throws EngineException {
    for (ObservedContainer container : engine().list()) {
      engine().remove(container.name());
    }
    for (String volume : engine().volumes()) {
      engine().removeVolume(volume);
    }
  }

  @Test
  void saysWhatItIs() throws EngineException {
    var info = engine().info();
    assertThat(info.version()).isNotEmpty();
    assertThat(info.apiVersion()).isNotEmpty();
    assertThat(info.cpus()).isPositive();
    assertThat(info.memory().bytes()).isGreaterThan(1 << 20);
    assertThat(info.defaultRuntime()).isNotEmpty();
  }

  @Test
  void creatingTwiceGivesOneContainerThatDoesNotRun() throws EngineException {
    engine().create(spec());
    engine().create(spec());
    assertThat(engine().list()).extracting(ObservedContainer::name).containsExactly(name());
    ObservedContainer found = engine().find(name()).orElseThrow();
    assertThat(found.phase()).isEqualTo(Phase.CREATED);
    assertThat(found.lease()).contains(lease);
  }

  @Test
  void aContainerKeepsAllButItsName() throws EngineException {
    run();
    var before = engine().find(name()).orElseThrow();
    engine().rename(before.id(), name() + "-old");
    assertThat(engine().find(name())).isEmpty();
    var renamed = engine().find(name() + "-old").orElseThrow();
    assertThat(renamed.id()).isEqualTo(before.id());
    assertThat(renamed.lease()).contains(lease);
    assertThat(renamed.isRunning()).isTrue();
    engine().create(spec());
    assertThatThrownBy(() -> engine().rename(before.id(), name()))
        .isInstanceOf(EngineException.Rejected.class);
  }

  @Test
  void startingTwiceIsFine() throws EngineException {
    engine().create(spec());
    assertThat(engine().start(name())).isTrue();
    assertThat(engine().start(name())).isFalse();
    assertThat(phase()).isEqualTo(Phase.RUNNING);
    assertThat(engine().list()).singleElement().matches(ObservedContainer::isRunning);
  }

  @Test
  void startsAgainAfterAStop() throws EngineException {
    run();
    engine().stop(name(), PATIENCE);
    engine().start(name());
    ObservedContainer found = engine().find(name()).orElseThrow();
    assertThat(found.phase()).isEqualTo(Phase.RUNNING);
    assertThat(found.exitCode()).isZero();
  }

  @Test
  void refusesAnImageThatIsNotThere() {
    assertThatThrownBy(() -> engine().create(spec(new ImageRef("berth/no-such-image:1"))))
        .isInstanceOf(EngineException.ImageMissing.class)
        .hasMessageContaining("berth/no-such-image:1");
  }

  @Test
  void refusesANameThatSomebodyElseHas() {
    addForeign(name());
    assertThatThrownBy(() -> engine().create(spec())).isInstanceOf(EngineException.Rejected.class);
  }

  @Test
  void neitherShowsNorTouchesWhatIsSomebodyElses() throws EngineException {
    addForeign(name());
    assertThat(engine().list()).isEmpty();
    assertThat(engine().find(name())).isEmpty();
    engine().stop(name(), PATIENCE);
    engine().remove(name());
    assertThat(hasForeign(name())).isTrue();
    assertThatThrownBy(() -> engine().start(name())).isInstanceOf(EngineException.Rejected.class);
  }

  @Test
  void findsByTheWholeNameOnly() throws EngineException {
    engine().create(spec());
    assertThat(engine().find(name().substring(0, name().length() - 1))).isEmpty();
    assertThat(engine().find(name() + "0")).isEmpty();
  }

  @Test
  void stopsWithinThePatience() throws EngineException {
    run();
    engine().stop(name(), PATIENCE);
    ObservedContainer found = engine().find(name()).orElseThrow();
    assertThat(found.phase()).isEqualTo(Phase.EXITED);
    assertThat(found.exitCode()).isEqualTo(143);
    assertThat(engine().list())
        .singleElement()
        .matches(listed -> listed.phase() == Phase.EXITED && listed.id().equals(found.id()));
  }

  @Test
  void stoppingWhatIsDownOrGoneIsFine() throws EngineException {
    engine().create(spec());
    engine().stop(name(), PATIENCE);
    engine().remove(name());
    engine().stop(name(), PATIENCE);
    assertThat(engine().find(name())).isEmpty();
  }

  @Test
  void removesARunningContainerAndOneThatIsGone() throws EngineException {
    run();
    engine().remove(name());
    engine().remove(name());
    assertThat(engine().find(name())).isEmpty();
  }

  @Test
  void showsTheExitCodeOfACrash() throws EngineException {
    run();
    crash(name());
    await().until(() -> phase() == Phase.EXITED);
    ObservedContainer found = engine().find(name()).orElseThrow();
    assertThat(found.exitCode()).isEqualTo(137);
    assertThat(found.outOfMemory()).isFalse();
  }

  @Test
  void filesPutBeforeTheStartAreThereAfterIt() throws EngineException {
    engine().create(spec());
    engine().putFiles(name(), List.of(file("/etc/berth/deep/key", 0600, "before")));
    engine().start(name());
    assertThat(output("cat", "/etc/berth/deep/key")).isEqualTo("before");
    assertThat(output("stat", "-c", "%a", "/etc/berth/deep/key")).isEqualTo("600\n");
  }

  @Test
  void filesPutWhileItRunsReplaceOlderOnes() throws EngineException {
    run();
    engine().putFiles(name(), List.of(file("/etc/motd", 0644, "old and longer")));
    engine().putFiles(name(), List.of(file("/etc/motd", 0640, "new"), file("/run/x", 0755, "x")));
    assertThat(output("cat", "/etc/motd")).isEqualTo("new");
    assertThat(output("stat", "-c", "%a", "/etc/motd")).isEqualTo("640\n");
    assertThat(output("stat", "-c", "%a", "/run/x")).isEqualTo("755\n");
  }

  @Test
  void filesSurviveAStop() throws EngineException {
    run();
    engine().putFiles(name(), List.of(file("/etc/motd", 0644, "kept")));
    engine().stop(name(), PATIENCE);
    engine().start(name());
    assertThat(output("cat", "/etc/motd")).isEqualTo("kept");
  }

  @Test
  void runsACommandAndTellsItsOutputAndExitCode() throws EngineException {
    run();
    assertThat(engine().exec(name(), List.of("sh", "-c", "echo hello; exit 3")))
        .isEqualTo(new ExecResult(3, "hello\n"));
  }

  @Test
  void runsNoCommandInAContainerThatIsDown() throws EngineException {
    engine().create(spec());
    assertThatThrownBy(() -> engine().exec(name(), List.of("true")))
        .isInstanceOf(EngineException.Rejected.class);
  }

  @Test
  void logOfWhatIsGoneIsEmpty() throws EngineException {
    assertThat(engine().logTail(name(), 10)).isEmpty();
  }

  @Test
  void aPortInUseLeavesTheContainerUnstartedUntilItIsFree() throws Exception {
    PortNumber port = freePort();
    engine().create(spec(List.of(published(port)), List.of()));
    try (AutoCloseable _ = occupy(port)) {
      assertThatThrownBy(() -> engine().start(name()))
          .isInstanceOf(EngineException.PortTaken.class)
          .hasMessageContaining(port.toString());
      ObservedContainer found = engine().find(name()).orElseThrow();
      assertThat(found.phase()).isEqualTo(Phase.CREATED);
      assertThat(found.exitCode()).isZero();
    }
    engine().start(name());
    assertThat(phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void aPortOfAnotherContainerIsTakenToo() throws EngineException {
    PortNumber port = freePort();
    engine().create(spec(List.of(published(port)), List.of()));
    engine().start(name());
    var second = specOf(newLease(), image(), List.of(published(port)), List.of());
    engine().create(second);
    assertThatThrownBy(() -> engine().start(second.name()))
        .isInstanceOf(EngineException.PortTaken.class);
  }

  @Test
  void ensuresListsAndRemovesVolumes() throws EngineException {
    String volume = newVolume();
    engine().ensureVolume(volume, "ada");
    engine().ensureVolume(volume, "ada");
    assertThat(engine().volumes()).containsExactly(volume);
    engine().removeVolume(volume);
    engine().removeVolume(volume);
    assertThat(engine().volumes()).isEmpty();
  }

  @Test
  void keepsAVolumeThatAContainerUses() throws EngineException {
    String volume = newVolume();
    engine().ensureVolume(volume, "ada");
    engine().create(spec(List.of(), List.of(new EngineMount.Volume(volume, "/home/ada", false))));
    assertThatThrownBy(() -> engine().removeVolume(volume))
        .isInstanceOf(EngineException.Rejected.class);
    engine().remove(name());
    assertThat(engine().volumes()).containsExactly(volume);
  }

  @Test
  void tellsOfStartsAndEnds() throws Exception {
    Queue<EngineEvent> events = new ConcurrentLinkedQueue<>();
    try (AutoCloseable _ = engine().subscribe(events::add, () -> {})) {
      run();
      crash(name());
      engine().remove(name());
      await()
          .untilAsserted(
              () ->
                  assertThat(events)
                      .containsExactly(
                          new EngineEvent(lease, "start"),
                          new EngineEvent(lease, "die"),
                          new EngineEvent(lease, "destroy")));
    }
  }

  @Test
  void tellsNothingAfterTheSubscriptionIsClosed() throws Exception {
    Queue<Object> told = new ConcurrentLinkedQueue<>();
    engine().subscribe(told::add, () -> told.add("broken")).close();
    Queue<EngineEvent> others = new ConcurrentLinkedQueue<>();
    try (AutoCloseable _ = engine().subscribe(others::add, () -> {})) {
      run();
      await().until(() -> !others.isEmpty());
    }
    assertThat(told).isEmpty();
  }

  protected final LeaseId lease() {
    return lease;
  }

  protected final String name() {
    return lease.containerName();
  }

  protected final void run() throws EngineException {
    engine().create(spec());
    engine().start(name());
  }

  protected final String output(String... command) throws EngineException {
    ExecResult result = engine().exec(name(), List.of(command));
    assertThat(result.exitCode()).as(result.output()).isZero();
    return result.output();
  }

  private Phase phase() throws EngineException {
    return engine().find(name()).orElseThrow().phase();
  }

  protected final ContainerSpec spec() {
    return spec(image());
  }

  private ContainerSpec spec(ImageRef image) {
    return specOf(lease, image, List.of(), List.of());
  }

  protected final ContainerSpec spec(List<PublishedPort> ports, List<EngineMount> mounts) {
    return specOf(lease, image(), ports, mounts);
  }

  private static ContainerSpec specOf(
      LeaseId lease, ImageRef image, List<PublishedPort> ports, List<EngineMount> mounts) {
    return new ContainerSpec(
        lease,
        0,
        image,
        new ContainerSpec.Command("box", Map.of("BERTH_TEST", "a b=c"), null, List.of()),
        new ContainerSpec.Limits(
            0.5, ByteSize.ofMebibytes(64), ByteSize.ofMebibytes(16), 100, null, Map.of(), false),
        new Network.Bridge(ports, List.of(), List.of()),
        mounts);
  }

  protected static LeaseId newLease() {
    return new LeaseId(UlidCreator.getUlid().toString());
  }

  protected static String newVolume() {
    return VOLUME_PREFIX + UlidCreator.getUlid().toLowerCase();
  }

  protected static FileEntry file(String path, int mode, String text) {
    return new FileEntry(path, mode, text.getBytes(UTF_8));
  }

  private static PublishedPort published(PortNumber host) {
    return new PublishedPort(new PortNumber(22), Protocol.TCP, host, LOOPBACK);
  }

  private static PortNumber freePort() {
    try (var socket = new ServerSocket(0)) {
      return new PortNumber(socket.getLocalPort());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
