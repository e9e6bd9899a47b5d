package dev.berth.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.gpu.model.FoundGpu;
import dev.berth.gpu.model.KnownGpu;
import dev.berth.gpu.model.KnownGpu.State;
import dev.berth.gpu.model.Reading;
import dev.berth.grant.model.Gpu;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.GpuSpot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What every store of GPUs must do. Each test begins with one whose GPUs are all gone. */
public abstract class GpuStoreContract {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Gpu ONE = gpu(1);
  private static final Gpu TWO = gpu(2);
  private static final Reading IDLE = new Reading(3, 0, 40, 0);
  private static final Reading USED = new Reading(9_000, 97, null, 1);

  protected abstract GpuStore store();

  private static Gpu gpu(int index) {
    return new Gpu(new GpuId("GPU-contract-" + index), index, "A100", ByteSize.ofMebibytes(81_920));
  }

  private static FoundGpu found(Gpu gpu, Reading reading) {
    return new FoundGpu(gpu, reading, Optional.empty());
  }

  private List<FoundGpu> find(FoundGpu... found) {
    return store().found(List.of(found), Set.of(), NOON);
  }

  private KnownGpu known(Gpu gpu) {
    return store().list().stream()
        .filter(known -> known.gpu().id().equals(gpu.id()))
        .findAny()
        .orElseThrow();
  }

  @Test
  void keepsWhatAProbeHasFound() {
    find(found(TWO, IDLE), found(ONE, IDLE));
    assertThat(known(ONE))
        .isEqualTo(
            new KnownGpu(
                ONE,
                true,
                true,
                false,
                Optional.empty(),
                Optional.empty(),
                IDLE,
                NOON,
                Optional.empty(),
                KnownGpu.Sharing.EXCLUSIVE));
    assertThat(known(ONE).state()).isEqualTo(State.FREE);
    assertThat(store().list().stream().filter(KnownGpu::present).map(KnownGpu::gpu))
        .containsExactly(ONE, TWO);
  }

  @Test
  void oneThatIsDrainedIsToBeHadAgainWhenItIsRestored() {
    find(found(ONE, IDLE));
    assertThat(store().drain(ONE.id())).isTrue();
    find(found(ONE, IDLE));
    assertThat(known(ONE).state()).isEqualTo(State.DRAINING);
    assertThat(store().restore(ONE.id())).isTrue();
    assertThat(known(ONE).state()).isEqualTo(State.FREE);
    assertThat(store().drain(new GpuId("GPU-never-seen"))).isFalse();
  }

  @Test
  void keepsWhereAGpuSits() {
    var bus = Optional.of("00000000:3B:00.0");
    find(new FoundGpu(ONE, IDLE, Optional.empty(), true, bus));
    assertThat(known(ONE).busId()).isEqualTo(bus);
    find();
    assertThat(known(ONE).busId()).isEqualTo(bus);
  }

  @Test
  void keepsWhereAGpuIsAmongTheOthersForItsSharesToo() {
    var spot = new GpuSpot(0, 1);
    var gpu = new Gpu(ONE.id(), 1, "A100", ONE.memory(), spot);
    find(found(gpu, IDLE));
    assertThat(known(ONE).gpu()).isEqualTo(gpu);
    store().share(ONE.id(), 2);
    assertThat(store().list()).extracting(it -> it.gpu().spot()).contains(spot, spot, spot);
    find(found(ONE, IDLE));
    assertThat(known(ONE).gpu()).isEqualTo(ONE);
  }

  @Test
  void whatIsNotFoundIsGoneUntilItIsFoundAgain() {
    find(found(ONE, IDLE), found(TWO, IDLE));
    find(found(TWO, IDLE));
    assertThat(known(ONE).state()).isEqualTo(State.GONE);
    find(found(ONE, IDLE), found(TWO, IDLE));
    assertThat(known(ONE).state()).isEqualTo(State.FREE);
  }

  @Test
  void whatIsLeftOnAGpuMakesItDirtyUntilALookThatBeganAfterShowsItClean() {
    find(found(ONE, USED));
    assertThat(known(ONE).state()).isEqualTo(State.DIRTY);
    assertThat(known(ONE).isUsedByOthers()).isTrue();
    find(found(ONE, IDLE));
    assertThat(known(ONE).state()).as("that look may be an old one").isEqualTo(State.DIRTY);
    store().found(List.of(found(ONE, IDLE)), Set.of(ONE.id()), NOON);
    assertThat(known(ONE).state()).isEqualTo(State.FREE);
  }

  @Test
  void aFaultQuarantinesItOnceAndTheFirstReasonStays() {
    var faulty = new FoundGpu(ONE, IDLE, Optional.of("ECC"));
    assertThat(find(faulty, found(TWO, IDLE))).containsExactly(faulty);
    assertThat(find(new FoundGpu(ONE, IDLE, Optional.of("remap")))).isEmpty();
    assertThat(known(ONE).quarantine()).contains("ECC");
    assertThat(known(ONE).state()).isEqualTo(State.QUARANTINED);
    find(found(ONE, IDLE));
    assertThat(known(ONE).quarantine()).as("it is an admin who restores").contains("ECC");
    assertThat(store().restore(ONE.id())).isTrue();
    assertThat(known(ONE).state()).isEqualTo(State.FREE);
  }

  @Test
  void aQuarantineIsNotLostToAProbeThatIsWrittenMeanwhile() throws Exception {
    find(found(ONE, IDLE));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 40; i++) {
        var probe = threads.submit(() -> find(found(ONE, IDLE), found(TWO, IDLE)));
        var admin = threads.submit(() -> store().quarantine(ONE.id(), "fan"));
        probe.get();
        admin.get();
        assertThat(known(ONE).quarantine()).contains("fan");
        store().restore(ONE.id());
      }
    }
  }

  @Test
  void quarantinesAndRestoresWhatThereIs() {
    find(found(ONE, IDLE));
    assertThat(store().quarantine(ONE.id(), "fan")).isTrue();
    assertThat(known(ONE).quarantine()).contains("fan");
    assertThat(store().restore(ONE.id())).isTrue();
    assertThat(known(ONE).quarantine()).isEmpty();
    var none = new GpuId("GPU-contract-none");
    assertThat(store().quarantine(none, "fan")).isFalse();
    assertThat(store().restore(none)).isFalse();
  }
}
