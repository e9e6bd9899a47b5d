package dev.berth.engine.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Network;
import com.github.f4b6a3.ulid.UlidCreator;
import dev.berth.engine.ContainerEngine;
import dev.berth.engine.ContainerEngineContract;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.BuildSpec;
import dev.berth.engine.model.EngineEvent;
import dev.berth.engine.model.EngineMount;
import dev.berth.engine.model.FileEntry;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.PortNumber;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract on the machine's own Docker Engine, and what only Docker has. */
class DockerEngineIT extends ContainerEngineContract {

  private static final String INSTALLATION = "test" + UlidCreator.getUlid().toLowerCase();
  private static final String NETWORK = "berth-" + INSTALLATION;
  private static final String SOURCE =
      System.getProperty("berth.test.source-image", "debian:bookworm-slim");
  private static final ImageRef IMAGE = new ImageRef("berth-test/" + INSTALLATION + ":1");

  private static DockerConfig config;
  private static DockerEngine engine;
  private static DockerClient docker;

  @BeforeAll
  static void open() throws EngineException, IOException {
    config = TestDockerConfig.of(Map.of("open-files", "4096"));
    docker = TestDockerConfig.client(config);
    engine = new DockerEngine(config, INSTALLATION);
    String dockerfile = "FROM " + SOURCE + "\nCMD [\"sleep\", \"infinity\"]\n";
    try (var images = new DockerImages(config)) {
      images.build(
          new BuildSpec(
              IMAGE,
              List.of(new FileEntry("Dockerfile", 0644, dockerfile.getBytes(UTF_8))),
              Map.of(),
              Map.of()),
          line -> {});
    }
  }

  @AfterAll
  static void close() throws IOException {
    try {
      removeNetwork();
      docker.removeImageCmd(IMAGE.value()).exec();
    } finally {
      engine.close();
      docker.close();
    }
  }

  @AfterEach
  void removeTheForeignContainer() {
    if (hasForeign(name())) {
      docker.removeContainerCmd(name()).withForce(true).exec();
    }
  }

  @Override
  protected ContainerEngine engine() {
    return engine;
  }

  @Override
  protected ImageRef image() {
    return IMAGE;
  }

  @Override
  protected AutoCloseable occupy(PortNumber port) throws IOException {
    return new ServerSocket(port.value(), 1, InetAddress.getLoopbackAddress());
  }

  @Override
  protected void crash(String name) {
    docker.killContainerCmd(name).exec();
  }

  @Override
  protected void addForeign(String name) {
    docker
        .createContainerCmd(IMAGE.value())
        .withName(name)
        .withLabels(Map.of(DockerLabels.INSTALLATION, "another"))
        .exec();
  }

  @Override
  protected boolean hasForeign(String name) {
    try {
      return !INSTALLATION.equals(
          inspect(name).getConfig().getLabels().get(DockerLabels.INSTALLATION));
    } catch (NotFoundException gone) {
      return false;
    }
  }

  @Test
  void limitsWhatAContainerMayTake() throws EngineException {
    run();
    HostConfig host = inspect(name()).getHostConfig();
    assertThat(host.getRestartPolicy().getName()).isIn("no", "");
    assertThat(host.getInit()).isTrue();
    assertThat(host.getMemory()).isEqualTo(64L << 20);
    assertThat(host.getMemorySwap()).isEqualTo(64L << 20);
    assertThat(host.getNanoCPUs()).isEqualTo(500_000_000L);
    assertThat(host.getPidsLimit()).isEqualTo(100);
    assertThat(host.getShmSize()).isEqualTo(16L << 20);
    assertThat(host.getCapDrop()).containsExactly(Capability.ALL);
    assertThat(host.getCapAdd()).doesNotContain(Capability.NET_RAW, Capability.SYS_ADMIN);
    assertThat(host.getLogConfig().getConfig())
        .containsEntry("max-size", "10m")
        .containsEntry("max-file", "3");
    assertThat(host.getPrivileged()).isFalse();
    assertThat(output("sh", "-c", "ulimit -n")).isEqualTo("4096\n");
    assertThat(output("sh", "-c", "printenv BERTH_TEST; hostname")).isEqualTo("a b=c\nbox\n");
  }

  @Test
  void keepsTheModesOfDirectoriesAndMakesMissingOnesForAll() throws EngineException {
    run();
    output("sh", "-c", "mkdir -m 0710 /kept && chown 1000:1000 /kept");
    engine.putFiles(name(), List.of(file("/kept/a", 0644, "a"), file("/new/er/b", 0600, "b")));
    assertThat(output("stat", "-c", "%a %u", "/kept", "/tmp")).isEqualTo("710 1000\n1777 0\n");
    assertThat(output("stat", "-c", "%a %u", "/new", "/new/er")).isEqualTo("755 0\n755 0\n");
    assertThat(output("stat", "-c", "%a %u", "/new/er/b")).isEqualTo("600 0\n");
  }

  @Test
  void putsFilesIntoAVolumeOfAContainerThatIsDown() throws EngineException {
    String volume = newVolume();
    engine.ensureVolume(volume, "ada");
    engine.create(spec(List.of(), List.of(new EngineMount.Volume(volume, "/home/ada", false))));
    engine.putFiles(name(), List.of(file("/home/ada/x", 0644, "x")));
    engine.remove(name());
    engine.create(spec(List.of(), List.of(new EngineMount.Volume(volume, "/home/ada", false))));
    engine.start(name());
    assertThat(output("cat", "/home/ada/x")).isEqualTo("x");
  }

  @Test
  void cutsTheOutputOfACommandAndKeepsWhatItWritesToStderr() throws EngineException {
    run();
    assertThat(output("sh", "-c", "head -c 200000 /dev/zero | tr '\\0' x")).hasSize(64 * 1024);
    assertThat(output("sh", "-c", "echo out; echo err >&2")).contains("out\n", "err\n");
    assertThat(engine.exec(name(), List.of("no-such-command")).exitCode()).isIn(126, 127);
  }

  @Test
  void givesUpACommandAtItsDeadline() throws Exception {
    run();
    DockerConfig impatient = TestDockerConfig.of(Map.of("deadline.exec", "300ms"));
    try (var other = new DockerEngine(impatient, INSTALLATION)) {
      assertThatThrownBy(() -> other.exec(name(), List.of("sleep", "20")))
          .isInstanceOf(EngineException.Unavailable.class)
          .hasMessageContaining("run sleep");
    }
  }

  @Test
  void tellsOfACommandThatRanOutOfMemory() throws Exception {
    Queue<EngineEvent> events = new ConcurrentLinkedQueue<>();
    try (AutoCloseable _ = engine.subscribe(events::add, () -> {})) {
      run();
      assertThat(engine.exec(name(), List.of("tail", "/dev/zero")).exitCode()).isEqualTo(137);
      await().untilAsserted(() -> assertThat(events).contains(new EngineEvent(lease(), "oom")));
    }
    assertThat(engine.find(name())).get().matches(ObservedContainer::isRunning);
  }

  @Test
  void readsTheEndOfTheLog() throws EngineException {
    run();
    output("sh", "-c", "for i in 1 2 3; do echo \"line $i ü\" > /proc/1/fd/1; done");
    assertThat(engine.logTail(name(), 2)).isEqualTo("line 2 ü\nline 3 ü\n");
  }

  @Test
  void remakesItsNetworkWhenSomebodyRemovedIt() throws EngineException {
    engine.create(spec());
    removeNetwork();
    engine.start(name());
    assertThat(inspect(name()).getNetworkSettings().getNetworks()).containsOnlyKeys(NETWORK);
    engine.stop(name(), Duration.ofSeconds(5));
    removeNetwork();
    engine.start(name());
    assertThat(networks())
        .singleElement()
        .extracting(Network::getOptions)
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("com.docker.network.bridge.enable_icc", "false");
  }

  @Test
  void twoReplicasAtOnceMakeOneNetwork() throws Exception {
    removeNetwork();
    try (var replica = new DockerEngine(config, INSTALLATION)) {
      var creations =
          IntStream.range(0, 8)
              .mapToObj(
                  i -> CompletableFuture.runAsync(() -> create(i % 2 == 0 ? engine : replica)))
              .toArray(CompletableFuture[]::new);
      CompletableFuture.allOf(creations).get();
    }
    assertThat(networks()).hasSize(1);
    engine.start(name());
  }

  private void create(DockerEngine engine) {
    try {
      engine.create(spec());
    } catch (EngineException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void refusesAVolumeOfSomebodyElse() throws EngineException {
    String volume = newVolume();
    docker.createVolumeCmd().withName(volume).exec();
    try {
      assertThatThrownBy(() -> engine.ensureVolume(volume, "ada"))
          .isInstanceOf(EngineException.Rejected.class);
      assertThatThrownBy(() -> engine.removeVolume(volume))
          .isInstanceOf(EngineException.Rejected.class);
      assertThat(engine.volumes()).isEmpty();
    } finally {
      docker.removeVolumeCmd(volume).exec();
    }
  }

  @Test
  void tellsTheEnginesOwnTextOfARefusal() {
    var spec = spec(List.of(), List.of(new EngineMount.Volume("berth-test-x", "relative", false)));
    assertThatThrownBy(() -> engine.create(spec))
        .isInstanceOf(EngineException.Rejected.class)
        .hasMessageContaining("mount path must be absolute")
        .hasMessageNotContaining("{");
  }

  private static InspectContainerResponse inspect(String name) {
    return docker.inspectContainerCmd(name).exec();
  }

  private static List<Network> networks() {
    return docker.listNetworksCmd().withNameFilter(NETWORK).exec();
  }

  private static void removeNetwork() {
    networks().forEach(network -> docker.removeNetworkCmd(network.getId()).exec());
  }
}
