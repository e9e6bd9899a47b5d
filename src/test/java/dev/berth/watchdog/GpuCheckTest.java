package dev.berth.watchdog;

import static dev.berth.lease.model.SampleLeases.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.audit.InMemoryAudit;
import dev.berth.engine.EngineException;
import dev.berth.engine.GpuEngine;
import dev.berth.engine.model.GpuReport;
import dev.berth.engine.model.VisibleGpus;
import dev.berth.gpu.Gpus;
import dev.berth.gpu.InMemoryGpuStore;
import dev.berth.gpu.model.FoundGpu;
import dev.berth.gpu.model.Reading;
import dev.berth.grant.model.Gpu;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.InMemoryLeaseStore;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState.Queued;
import dev.berth.lease.model.SampleLeases;
import dev.berth.watchdog.model.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GpuCheckTest {

  private static final Gpu OWN = gpu(1);
  private static final Gpu OTHER = gpu(2);

  private final Gpus gpus =
      new Gpus(new InMemoryGpuStore(new InMemoryLeaseStore()), new InMemoryAudit());

  GpuCheckTest() {
    gpus.found(
        Stream.of(OWN, OTHER)
            .map(gpu -> new FoundGpu(gpu, new Reading(0, null, null, 0), Optional.empty()))
            .toList(),
        Set.of(),
        NOON);
  }

  private static Gpu gpu(int index) {
    return new Gpu(new GpuId("GPU-" + index), index, "A100", ByteSize.ofMebibytes(81_920));
  }

  private static Lease lease() {
    var queued = new Queued(NOON);
    return SampleLeases.in(queued).granted(queued, List.of(OWN), NOON);
  }

  /** Of a workspace that shows this. */
  private GpuCheck check(VisibleGpus seen) {
    var engine =
        new GpuEngine() {
          @Override
          public GpuReport probe(ImageRef image) {
            throw new AssertionError("not to be probed");
          }

          @Override
          public VisibleGpus visibleGpus(LeaseId lease) {
            return seen;
          }

          @Override
          public GpuReport load(LeaseId lease) {
            throw new AssertionError("not to be asked");
          }
        };
    return new GpuCheck(engine, gpus, new WatchdogMetrics(new SimpleMeterRegistry()));
  }

  private List<Gpu> quarantined() {
    return Stream.of(OWN, OTHER).filter(gpu -> !gpus.usable().contains(gpu)).toList();
  }

  @Test
  void findsNothingWhereAWorkspaceSeesItsOwn() throws Exception {
    assertThat(check(new VisibleGpus.Visible(List.of("GPU-1"))).fault(lease())).isEmpty();
    assertThat(quarantined()).isEmpty();
  }

  @Test
  void quarantinesWhatALeaseHasAndDoesNotSeeButNothingThatItSaysOfOthers() throws Exception {
    var check = check(new VisibleGpus.Visible(List.of("GPU-2")));
    assertThat(check.fault(lease())).get().isInstanceOf(Outcome.Hopeless.class);
    assertThat(quarantined()).containsExactly(OWN);
  }

  @Test
  void seesThatAWorkspaceHasOneTooMany() throws Exception {
    var check = check(new VisibleGpus.Visible(List.of("GPU-1", "GPU-2")));
    assertThat(check.fault(lease())).get().isInstanceOf(Outcome.Hopeless.class);
    assertThat(quarantined()).isEmpty();
  }

  @Test
  void triesAgainWhereNothingWasShown() throws Exception {
    assertThat(check(new VisibleGpus.Failed("NVML")).fault(lease()))
        .contains(new Outcome.Trouble("nvidia-smi fails in the workspace: NVML"));
    assertThat(check(new VisibleGpus.NoAnswer(Duration.ofSeconds(9))).fault(lease()))
        .get()
        .isInstanceOf(Outcome.Trouble.class);
    assertThat(quarantined()).isEmpty();
  }

  @Test
  void quarantinesTheOneThatDidNotWorkWhereItIsTheLeasesOwn() {
    var check = check(new VisibleGpus.Visible(List.of()));
    check.failed(lease(), new EngineException.GpuFailed("no", Optional.of("GPU-2")));
    check.failed(lease(), new EngineException.GpuFailed("no", Optional.empty()));
    assertThat(quarantined()).isEmpty();
    check.failed(lease(), new EngineException.GpuFailed("no", Optional.of("GPU-1")));
    assertThat(quarantined()).containsExactly(OWN);
  }

  @Test
  void quarantinesAllOfALeaseWhoseWorkspaceRunsUnseenByTheEngine() {
    var check = check(new VisibleGpus.Visible(List.of()));
    var lost = new EngineException.StillRuns("task: already exists", new IllegalStateException());
    assertThat(check.lost(lease(), lost)).isInstanceOf(Outcome.Hopeless.class);
    assertThat(quarantined()).containsExactly(OWN);
  }
}
