package dev.berth.watchdog;

import static dev.berth.lease.model.SampleLeases.gpuSpec;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.gpu.Gpus;
import dev.berth.gpu.model.FoundGpu;
import dev.berth.gpu.model.KnownGpu;
import dev.berth.lease.LeaseEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelLogIT {

  private static final String LINE = "kernel: [1.2] NVRM: Xid (PCI:0000:0%d:00): %d, pid=7\n";

  @TempDir Path directory;
  private final World world = new World();
  private final KernelLog followed =
      new KernelLog(
          new Gpus(world.gpus, world.audit),
          world.leases,
          new WatchdogMetrics(world.berth.registry),
          world.gpuConfig,
          world.clock);
  private Path log;

  @BeforeEach
  void threeGpus() throws IOException {
    for (int gpu = 1; gpu <= 3; gpu++) {
      world.engine.gpus().add("GPU-" + gpu);
    }
    world.berth.pass();
    var seated =
        world.gpus.list().stream()
            .map(
                known ->
                    new FoundGpu(
                        known.gpu(),
                        known.reading(),
                        Optional.empty(),
                        true,
                        Optional.of("00000000:0%d:00.0".formatted(known.gpu().index() + 1))))
            .toList();
    world.gpus.found(seated, Set.of(), world.clock.instant());
    log = Files.writeString(directory.resolve("kern.log"), LINE.formatted(1, 79));
    followed.follow(log);
  }

  @AfterEach
  void stop() {
    followed.stop();
  }

  private void says(int gpu, int xid) throws IOException {
    Files.writeString(log, LINE.formatted(gpu, xid), APPEND);
  }

  private List<Optional<String>> quarantines() {
    return world.gpus.list().stream().map(KnownGpu::quarantine).toList();
  }

  private double counted(int xid) {
    return IntStream.of(xid)
        .mapToObj(code -> world.berth.registry.find("berth.gpu.xids").tag("xid", "" + code))
        .mapToDouble(search -> search.counter() == null ? 0 : search.counter().count())
        .sum();
  }

  @Test
  void followsTheLogFromItsEndAndThroughARotation() throws IOException {
    var lease = world.running("box", gpuSpec(1));
    // Until it is seen, the follower may not have begun.
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              says(1, 13);
              return counted(13) > 0;
            });
    assertThat(quarantines()).containsOnly(Optional.empty());

    says(1, 119);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(quarantines().getFirst()).isPresent());
    assertThat(quarantines().getFirst()).get().asString().startsWith("Xid 119: ");
    assertThat(world.leases.lastEvent(lease).map(LeaseEvent::kind)).contains("gpu-fault");
    says(1, 79);

    Files.move(log, directory.resolve("kern.log.1"));
    Files.writeString(log, LINE.formatted(2, 48));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(quarantines().get(1)).isPresent());
    assertThat(quarantines().getFirst()).get().asString().startsWith("Xid 119: ");
    assertThat(quarantines().getLast()).isEmpty();
  }
}
