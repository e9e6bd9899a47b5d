package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.berth.engine.model.ContainerSpec;
import dev.berth.engine.model.GpuProcess;
import dev.berth.engine.model.GpuReport;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.engine.model.ObservedContainer.Phase;
import dev.berth.engine.model.ObservedGpu;
import dev.berth.engine.model.VisibleGpus;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every engine with GPUs must do. It has at least three of them, all well at the start. */
public abstract class GpuContract {

  private static final String UNKNOWN = "GPU-00000000-0000-0000-0000-00000000dead";
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final LeaseId lease = new LeaseId(UlidCreator.getUlid().toString());

  protected abstract ContainerEngine engine();

  protected abstract GpuEngine gpus();

  /** An image that is there and whose command runs until it is told to end. */
  protected abstract ImageRef image();

  /** UUIDs by index. */
  protected abstract List<String> uuids();

  /** Has a GPU look busy. */
  protected abstract void load(String uuid, int utilization, GpuProcess process);

  /** Memory stays used that no process has. */
  protected abstract void dirty(String uuid, long mebibytes);

  /** Containers can't start with it, though the driver shows it. */
  protected abstract void breakGpu(String uuid);

  protected abstract void lose(String uuid);

  protected abstract void breakDriver();

  protected abstract void hang();

  /** Containers that run with it lose sight of their GPUs. */
  protected abstract void blind(String uuid);

  /** All GPUs are well again. */
  protected abstract void heal();

  /** How many containers there are of any kind that ask for GPUs and are none of a lease. */
  protected abstract int probes();

  @AfterEach
  void removeEverything() throws EngineException {
    heal();
    for (ObservedContainer container : engine().list()) {
      engine().remove(container.name());
    }
  }

  @Test
  void aContainerGetsItsGpusAndNoOthers() throws EngineException {
    List<String> given = List.of(uuids().get(2), uuids().get(0));
    run(given);
    assertThat(visible())
        .asInstanceOf(InstanceOfAssertFactories.type(VisibleGpus.Visible.class))
        .extracting(VisibleGpus.Visible::uuids, InstanceOfAssertFactories.list(String.class))
        .containsExactlyInAnyOrderElementsOf(given);
    assertThat(engine().find(name()).orElseThrow().gpus()).isEqualTo(given);
    assertThat(engine().list()).singleElement().matches(seen -> seen.gpus().equals(given));
  }

  @Test
  void aContainerTellsTheLoadOfItsOwnGpus() throws EngineException {
    String own = uuids().get(1);
    run(List.of(own));
    load(own, 80, new GpuProcess(own, 4711, "python", ByteSize.ofMebibytes(512)));
    load(
        uuids().get(0),
        50,
        new GpuProcess(uuids().get(0), 4712, "python", ByteSize.ofMebibytes(1)));
    assertThat(gpus().load(lease))
        .isInstanceOfSatisfying(
            GpuReport.Seen.class,
            seen -> {
              assertThat(seen.gpus()).extracting(ObservedGpu::uuid).containsExactly(own);
              assertThat(seen.gpus().getFirst().load().utilization()).isEqualTo(80);
              assertThat(seen.processes()).extracting(GpuProcess::gpu).containsExactly(own);
            });
    blind(own);
    assertThat(gpus().load(lease)).isInstanceOf(GpuReport.Failed.class);
    engine().stop(name(), PATIENCE);
    assertThatThrownBy(() -> gpus().load(lease)).isInstanceOf(EngineException.Rejected.class);
  }

  @Test
  void aContainerThatAsksForNoneSeesNone() throws EngineException {
    run(List.of());
    assertThat(visible()).isInstanceOf(VisibleGpus.Failed.class);
    assertThat(engine().find(name()).orElseThrow().gpus()).isEmpty();
  }

  @Test
  void keepsItsGpusOverAStop() throws EngineException {
    List<String> given = List.of(uuids().get(1));
    run(given);
    engine().stop(name(), PATIENCE);
    assertThat(engine().find(name()).orElseThrow().gpus()).isEqualTo(given);
    engine().start(name());
    assertThat(visible()).isEqualTo(new VisibleGpus.Visible(given));
  }

  @Test
  void anUnknownGpuFailsTheStartByItsName() throws EngineException {
    engine().create(spec(List.of(uuids().get(0), UNKNOWN)));
    assertThatThrownBy(() -> engine().start(name()))
        .isInstanceOfSatisfying(
            EngineException.GpuFailed.class, failed -> assertThat(failed.gpu()).contains(UNKNOWN));
    assertThat(engine().find(name()).orElseThrow().phase()).isEqualTo(Phase.CREATED);
  }

  @Test
  void aBrokenGpuFailsOnlyWhoeverHasIt() throws EngineException {
    breakGpu(uuids().get(1));
    engine().create(spec(List.of(uuids().get(1))));
    assertThatThrownBy(() -> engine().start(name()))
        .isInstanceOfSatisfying(
            EngineException.GpuFailed.class,
            failed -> assertThat(failed.gpu()).contains(uuids().get(1)));
    engine().remove(name());
    run(List.of(uuids().get(0)));
    assertThat(visible()).isEqualTo(new VisibleGpus.Visible(List.of(uuids().get(0))));
  }

  @Test
  void withoutADriverNobodyGetsAGpu() throws EngineException {
    breakDriver();
    engine().create(spec(List.of(uuids().get(0))));
    assertThatThrownBy(() -> engine().start(name()))
        .isInstanceOf(EngineException.NoGpuSupport.class);
    assertThat(gpus().probe(image())).isInstanceOf(GpuReport.Unsupported.class);
    assertThat(probes()).isZero();
  }

  @Test
  void aProbeShowsAllGpusAndIsGoneAfterwards() throws EngineException {
    var seen = seen();
    assertThat(seen.gpus()).extracting(ObservedGpu::uuid).isEqualTo(uuids());
    assertThat(seen.remarks()).isEmpty();
    ObservedGpu first = seen.gpus().getFirst();
    assertThat(first.index()).isZero();
    assertThat(first.model()).contains("A100-SXM4-80GB");
    assertThat(first.memory()).isEqualTo(ByteSize.ofMebibytes(81_920));
    assertThat(first.memoryUsed()).isLessThan(100L << 20);
    assertThat(first.load().utilization()).isZero();
    assertThat(first.load().temperature()).isEqualTo(34);
    assertThat(first.load().power()).isBetween(50.0, 60.0);
    assertThat(first.health()).isEqualTo(new ObservedGpu.Health(0L, false, false, false));
    assertThat(first.card().migEnabled()).isFalse();
    assertThat(first.card().persistence()).isTrue();
    assertThat(first.card().driverVersion()).isNotEmpty();
    assertThat(first.mig()).isNull();
    assertThat(probes()).isZero();
    assertThat(engine().list()).isEmpty();
  }

  @Test
  void aProbeShowsWhatComputesAndWhatMemoryStaysUsed() throws EngineException {
    var process = new GpuProcess(uuids().get(1), 4711, "python3", ByteSize.ofMebibytes(2048));
    load(uuids().get(1), 87, process);
    dirty(uuids().get(2), 4096);
    var seen = seen();
    assertThat(seen.processes()).containsExactly(process);
    assertThat(seen.gpus().get(1).load().utilization()).isEqualTo(87);
    assertThat(seen.gpus().get(1).memoryUsed()).isGreaterThan(2048L << 20);
    assertThat(seen.gpus().get(2).memoryUsed()).isGreaterThanOrEqualTo(4096L << 20);
  }

  @Test
  void aLostGpuIsMissingInTheProbeAndNobodyGetsIt() throws EngineException {
    run(List.of(uuids().get(0), uuids().get(1)));
    lose(uuids().get(1));
    assertThat(visible())
        .isInstanceOfSatisfying(
            VisibleGpus.Failed.class, failed -> assertThat(failed.text()).contains("GPU is lost"));
    assertThat(seen().gpus())
        .extracting(ObservedGpu::uuid)
        .contains(uuids().get(0))
        .doesNotContain(uuids().get(1));
    engine().stop(name(), PATIENCE);
    assertThatThrownBy(() -> engine().start(name())).isInstanceOf(EngineException.GpuFailed.class);
  }

  @Test
  void aDriverThatHangsIsGivenUpAndLeavesNothingBehind() throws EngineException {
    run(List.of(uuids().get(0)));
    hang();
    assertThat(visible()).isInstanceOf(VisibleGpus.NoAnswer.class);
    assertThat(gpus().probe(image())).isInstanceOf(GpuReport.NoAnswer.class);
    assertThat(probes()).isZero();
    heal();
    assertThat(seen().gpus()).hasSize(uuids().size());
  }

  @Test
  void aContainerThatLostItsDevicesSaysSoUntilItStartsAgain() throws EngineException {
    run(List.of(uuids().get(0)));
    blind(uuids().get(0));
    assertThat(visible())
        .isInstanceOfSatisfying(
            VisibleGpus.Failed.class,
            failed -> assertThat(failed.text()).contains("Failed to initialize NVML"));
    assertThat(seen().gpus()).hasSize(uuids().size());
    engine().stop(name(), PATIENCE);
    engine().start(name());
    assertThat(visible()).isEqualTo(new VisibleGpus.Visible(List.of(uuids().get(0))));
  }

  @Test
  void asksOnlyContainersThatRun() throws EngineException {
    assertThatThrownBy(this::visible).isInstanceOf(EngineException.Rejected.class);
    engine().create(spec(List.of()));
    assertThatThrownBy(this::visible).isInstanceOf(EngineException.Rejected.class);
  }

  @Test
  void aProbeNeedsAnImage() {
    assertThatThrownBy(() -> gpus().probe(new ImageRef("berth/no-such-image:1")))
        .isInstanceOf(EngineException.ImageMissing.class);
  }

  protected final String name() {
    return lease.containerName();
  }

  protected final VisibleGpus visible() throws EngineException {
    return gpus().visibleGpus(lease);
  }

  protected final GpuReport.Seen seen() throws EngineException {
    GpuReport report = gpus().probe(image());
    assertThat(report).isInstanceOf(GpuReport.Seen.class);
    return (GpuReport.Seen) report;
  }

  protected final void run(List<String> uuids) throws EngineException {
    engine().create(spec(uuids));
    engine().start(name());
  }

  protected final ContainerSpec spec(List<String> uuids) {
    return new ContainerSpec(
        lease,
        0,
        image(),
        new ContainerSpec.Command("box", Map.of(), null, List.of()),
        new ContainerSpec.Limits(
            0.5, ByteSize.ofMebibytes(64), ByteSize.ofMebibytes(16), 100, null, Map.of(), false),
        new ContainerSpec.Network.None(),
        List.of(),
        uuids);
  }
}
