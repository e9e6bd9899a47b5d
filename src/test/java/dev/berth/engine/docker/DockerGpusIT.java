package dev.berth.engine.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import com.github.f4b6a3.ulid.UlidCreator;
import dev.berth.SimulatedGpus;
import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.engine.GpuContract;
import dev.berth.engine.GpuEngine;
import dev.berth.engine.model.BuildSpec;
import dev.berth.engine.model.FileEntry;
import dev.berth.engine.model.GpuProcess;
import dev.berth.engine.model.GpuReport;
import dev.berth.engine.model.ObservedGpu;
import dev.berth.engine.model.VisibleGpus;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuSpot;
import dev.berth.kernel.ImageRef;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract on a real Docker Engine with simulated GPUs, and what only that has. */
class DockerGpusIT extends GpuContract {

  private static final String INSTALLATION = "test" + UlidCreator.getUlid().toLowerCase();
  private static final String SOURCE =
      System.getProperty("berth.test.source-image", "debian:bookworm-slim");
  private static final ImageRef IMAGE = new ImageRef("berth-test/" + INSTALLATION + ":1");
  private static final String MIG = "MIG-11111111-2222-3333-4444-555555555555";

  private static SimulatedGpus simulated;
  private static DockerClient docker;
  private static DockerEngine engine;
  private static DockerGpus gpus;

  @BeforeAll
  static void open() throws EngineException, IOException {
    simulated = SimulatedGpus.shared();
    DockerConfig config =
        TestDockerConfig.of(Map.of("host", simulated.engine(), "deadline.gpus", "4s"));
    docker = TestDockerConfig.client(config);
    engine = new DockerEngine(config, INSTALLATION);
    gpus = new DockerGpus(config, INSTALLATION);
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
      docker.removeNetworkCmd("berth-" + INSTALLATION).exec();
      docker.removeImageCmd(IMAGE.value()).exec();
    } finally {
      gpus.close();
      engine.close();
      docker.close();
    }
  }

  @BeforeEach
  void begin() {
    simulated.reset();
  }

  @Override
  protected ContainerEngine engine() {
    return engine;
  }

  @Override
  protected GpuEngine gpus() {
    return gpus;
  }

  @Override
  protected ImageRef image() {
    return IMAGE;
  }

  @Override
  protected List<String> uuids() {
    return simulated.uuids();
  }

  @Override
  protected void load(String uuid, int utilization, GpuProcess process) {
    simulated.set(uuid, "utilization", Integer.toString(utilization));
    simulated.set(
        uuid,
        "processes",
        "%d,%s,%d\n".formatted(process.pid(), process.name(), process.memory().bytes() >> 20));
  }

  @Override
  protected void dirty(String uuid, long mebibytes) {
    simulated.set(uuid, "dirty", Long.toString(mebibytes));
  }

  @Override
  protected void breakGpu(String uuid) {
    simulated.set(uuid, "broken", "");
  }

  @Override
  protected void lose(String uuid) {
    simulated.set(uuid, "lost", "");
  }

  @Override
  protected void breakDriver() {
    simulated.setAll("broken", "");
  }

  @Override
  protected void hang() {
    simulated.setAll("hang", "30");
  }

  @Override
  protected void blind(String uuid) {
    simulated.set(uuid, "nvml-error", "");
  }

  @Override
  protected void heal() {
    simulated.reset();
  }

  @Override
  protected int probes() {
    return docker
        .listContainersCmd()
        .withShowAll(true)
        // Its own: a service that another test started may be looking too.
        .withLabelFilter(List.of(DockerLabels.PROBE + "=" + INSTALLATION))
        .exec()
        .size();
  }

  @Test
  void everythingThatShowsSaysThatItIsSimulated() throws EngineException {
    assertThat(seen().gpus()).allMatch(gpu -> gpu.model().startsWith("Simulated "));
    run(List.of(uuids().getFirst()));
    assertThat(engine.exec(name(), List.of("nvidia-smi")).output())
        .contains("SIMULATED", "Simulated A100-SXM4-80GB");
  }

  @Test
  void aWorkspaceCannotWidenItsRequestOrChangeWhatItIsShown() throws EngineException {
    run(List.of(uuids().getFirst()));
    assertThat(engine.exec(name(), List.of("sh", "-c", "ls /dev/nvidia[0-9]*")).output())
        .isEqualTo("/dev/nvidia0\n");
    assertThat(engine.exec(name(), List.of("touch", "/run/simulated-gpu/state/hang")).output())
        .contains("Read-only file system");
  }

  @Test
  void theTextOfAFaultGoesToTheAdmin() throws EngineException {
    String uuid = uuids().getFirst();
    simulated.set(uuid, "broken", "detection error: nvml error: gpu is lost (Xid 79)");
    engine.create(spec(List.of(uuid)));
    try {
      engine.start(name());
    } catch (EngineException.GpuFailed failed) {
      assertThat(failed.gpu()).isEmpty();
      assertThat(failed).hasMessageContaining("Xid 79");
      return;
    }
    throw new AssertionError("it started");
  }

  @Test
  void aMigDeviceIsADeviceOfItsOwn() throws EngineException {
    String parent = uuids().get(1);
    simulated.setAll("mig.csv", parent + ",1g.10gb," + MIG + ",9856\n");
    List<ObservedGpu> seen = seen().gpus();
    assertThat(seen).hasSize(uuids().size() + 1);
    assertThat(seen.get(1).card().migEnabled()).isTrue();
    assertThat(seen.get(1).load().utilization()).isNull();
    ObservedGpu mig = seen.get(2);
    assertThat(mig.uuid()).isEqualTo(MIG);
    assertThat(mig.mig()).isEqualTo(new ObservedGpu.Mig(parent, "1g.10gb"));
    assertThat(mig.memory()).isEqualTo(ByteSize.ofMebibytes(10 << 10));
    run(List.of(MIG));
    assertThat(visible()).isEqualTo(new VisibleGpus.Visible(List.of(MIG)));
  }

  @Test
  void aDriverTellsWhereGpusAreAmongTheOthers() throws EngineException {
    assertThat(seen().gpus()).allMatch(gpu -> gpu.card().spot().equals(GpuSpot.UNKNOWN));
    simulated.setAll("topology", "%s,a,0\n%s,a,1\n%s,,1\n".formatted(uuids().toArray()));
    assertThat(seen().gpus().subList(0, 3))
        .extracting(gpu -> gpu.card().spot())
        .containsExactly(new GpuSpot(0, 0), new GpuSpot(0, 1), new GpuSpot(null, 1));
  }

  @Test
  void anOlderDriverTellsLess() throws EngineException {
    simulated.setAll("old-driver", "");
    ObservedGpu gpu = seen().gpus().getFirst();
    assertThat(gpu.uuid()).isEqualTo(uuids().getFirst());
    assertThat(gpu.memory()).isEqualTo(ByteSize.ofMebibytes(81_920));
    assertThat(gpu.health()).isEqualTo(new ObservedGpu.Health(null, null, null, false));
  }

  @Test
  void valuesThatCannotBeReadAreASignOfTheirOwn() throws EngineException {
    simulated.set(uuids().getFirst(), "unreadable", "");
    simulated.set(uuids().get(1), "ecc-uncorrected", "3");
    simulated.set(uuids().get(1), "remap-pending", "Yes");
    List<ObservedGpu> seen = seen().gpus();
    assertThat(seen.getFirst().health().unreadable()).isTrue();
    assertThat(seen.getFirst().memoryUsed()).isNull();
    assertThat(seen.get(1).health()).isEqualTo(new ObservedGpu.Health(3L, true, false, false));
  }

  @Test
  void anEngineWithoutTheRequestedKindSaysSoAndWhichOneItHas() throws Exception {
    DockerConfig cdi =
        TestDockerConfig.of(Map.of("host", simulated.engine(), "gpu-request", "cdi"));
    try (var other = new DockerGpus(cdi, INSTALLATION)) {
      assertThat(other.probe(IMAGE))
          .isInstanceOfSatisfying(
              GpuReport.Unsupported.class,
              none ->
                  assertThat(none.text())
                      .contains("device driver \"cdi\"")
                      .endsWith("The other way works here: set berth.engine.gpu-request=legacy"));
    }
  }

  @Test
  void aDriverThatIsNotThereIsSaidWithWhatHelps() throws EngineException {
    simulated.setAll("broken", "");
    assertThat(gpus.probe(IMAGE))
        .isInstanceOfSatisfying(
            GpuReport.Unsupported.class,
            none ->
                assertThat(none.text())
                    .contains("driver not loaded")
                    .contains("nvidia-smi there tells more"));
    assertThat(probes()).isZero();
  }

  @Test
  void aProbeThatABerthLeftBehindIsInNobodysWay() throws EngineException {
    var left =
        docker
            .createContainerCmd(IMAGE.value())
            .withName("berth-" + INSTALLATION + "-gpu-probe")
            .withLabels(Map.of(DockerLabels.PROBE, INSTALLATION))
            .exec();
    docker.startContainerCmd(left.getId()).exec();
    assertThat(seen().gpus()).hasSize(uuids().size());
    assertThat(probes()).isZero();
  }

  @Test
  void containersKeepTheirGpusWhenTheEngineCrashes() throws EngineException {
    List<String> given = List.of(uuids().get(1), uuids().get(2));
    run(given);
    simulated.crashEngine();
    // Connections that were kept open fail once.
    await().ignoreExceptions().until(() -> docker.pingCmd().exec() == null);
    await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(visible()).isEqualTo(new VisibleGpus.Visible(given)));
    assertThat(engine.find(name()).orElseThrow().isRunning()).isTrue();
    assertThat(engine.find(name()).orElseThrow().gpus()).isEqualTo(given);
  }
}
