package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.engine.model.GpuProcess;
import dev.berth.engine.model.GpuReport;
import dev.berth.engine.model.ObservedGpu;
import dev.berth.kernel.ImageRef;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeGpusTest extends GpuContract {

  private static final ImageRef IMAGE = new ImageRef("debian:bookworm-slim");
  private static final List<String> UUIDS =
      List.of(
          "GPU-00000000-0000-0000-0000-000000000001",
          "GPU-00000000-0000-0000-0000-000000000002",
          "GPU-00000000-0000-0000-0000-000000000003");

  private final FakeEngine engine = new FakeEngine();

  FakeGpusTest() {
    engine.addImage(IMAGE);
    UUIDS.forEach(engine.gpus()::add);
  }

  @Override
  protected ContainerEngine engine() {
    return engine;
  }

  @Override
  protected GpuEngine gpus() {
    return engine.gpus();
  }

  @Override
  protected ImageRef image() {
    return IMAGE;
  }

  @Override
  protected List<String> uuids() {
    return UUIDS;
  }

  @Override
  protected void load(String uuid, int utilization, GpuProcess process) {
    engine.gpus().addProcess(process);
    engine.gpus().use(uuid, utilization, process.memory().bytes() + 1);
  }

  @Override
  protected void dirty(String uuid, long mebibytes) {
    engine.gpus().use(uuid, 0, mebibytes << 20);
  }

  @Override
  protected void breakGpu(String uuid) {
    engine.gpus().breakGpu(uuid);
  }

  @Override
  protected void lose(String uuid) {
    engine.gpus().lose(uuid);
  }

  @Override
  protected void breakDriver() {
    engine.gpus().breakDriver(true);
  }

  @Override
  protected void hang() {
    engine.gpus().hang(true);
  }

  @Override
  protected void blind(String uuid) {
    engine.gpus().blind(uuid);
  }

  @Override
  protected void heal() {
    engine.gpus().heal();
  }

  @Override
  protected int probes() {
    return 0;
  }

  @Test
  void anEngineHasNoGpusAtFirst() throws EngineException {
    var other = new FakeEngine();
    other.addImage(IMAGE);
    assertThat(other.gpus().probe(IMAGE)).isInstanceOf(GpuReport.Unsupported.class);
    other.create(spec(UUIDS));
    assertThatThrownBy(() -> other.start(name())).isInstanceOf(EngineException.NoGpuSupport.class);
  }

  @Test
  void showsTheHealthThatItIsTold() throws EngineException {
    var health = new ObservedGpu.Health(3L, true, false, false);
    engine.gpus().ail(UUIDS.getFirst(), health);
    assertThat(seen().gpus().getFirst().health()).isEqualTo(health);
  }
}
