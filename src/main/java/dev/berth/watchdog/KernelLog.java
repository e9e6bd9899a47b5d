package dev.berth.watchdog;

import dev.berth.gpu.GpuConfig;
import dev.berth.gpu.Gpus;
import dev.berth.gpu.model.KnownGpu;
import dev.berth.gpu.model.Xid;
import dev.berth.lease.LeaseStore;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.commons.io.input.Tailer;
import org.apache.commons.io.input.TailerListenerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Follows the log of the host's kernel, where that is given to read: NVIDIA's driver tells there
 * first that a GPU fails. What was written while nobody followed is not read; probes see most of
 * it.
 */
@Singleton
class KernelLog {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Gpus gpus;
  private final LeaseStore leases;
  private final WatchdogMetrics metrics;
  private final GpuConfig config;
  private final InstantSource clock;
  private @Nullable Tailer tailer;

  KernelLog(
      Gpus gpus,
      LeaseStore leases,
      WatchdogMetrics metrics,
      GpuConfig config,
      InstantSource clock) {
    this.gpus = gpus;
    this.leases = leases;
    this.metrics = metrics;
    this.config = config;
    this.clock = clock;
  }

  void start(@Observes StartupEvent start) {
    config.kernelLog().ifPresent(this::follow);
  }

  /** From its end, also when it is rotated. */
  void follow(Path log) {
    var following =
        Tailer.builder()
            .setFile(log.toFile())
            .setTailerListener(new Lines())
            .setDelayDuration(PAUSE)
            .setTailFromEnd(true)
            .setStartThread(false)
            .get();
    Thread.ofPlatform().daemon().name("kernel-log").start(following);
    tailer = following;
  }

  @PreDestroy
  void stop() {
    if (tailer != null) {
      tailer.close();
    }
  }

  private final class Lines extends TailerListenerAdapter {

    @Override
    public void handle(String line) {
      try {
        take(line);
      } catch (RuntimeException e) {
        // The next line may fare better; an exception would end all following.
        metrics.failed();
        Log.errorf(e, "nothing is done about a line of the kernel's log: %s", line);
      }
    }

    @Override
    public void handle(Exception e) {
      metrics.failed();
      Log.errorf(e, "the kernel's log is not followed any more");
    }
  }

  /** Takes note of one line. */
  void take(String line) {
    Xid.in(line)
        .ifPresent(
            xid -> {
              metrics.xid(xid.code());
              xid.fault()
                  .ifPresent(
                      fault ->
                          xid.among(gpus.list()).stream()
                              .filter(gpu -> gpu.quarantine().isEmpty())
                              .forEach(gpu -> quarantine(gpu, fault)));
            });
  }

  private void quarantine(KnownGpu known, String fault) {
    var gpu = known.gpu().id();
    if (!gpu.namesShare()) {
      Log.warnf("GPU %s is quarantined: %s", gpu, fault);
      metrics.gpuFault();
      gpus.quarantine("berth", gpu, fault);
    }
    known
        .holder()
        .ifPresent(
            holder ->
                leases.addEvent(
                    holder.lease(),
                    "gpu-fault",
                    "GPU "
                        + gpu
                        + " has a fault: "
                        + fault
                        + ". The lease keeps it until it stops; stop and start it to have another",
                    clock.instant()));
  }
}
