package dev.berth.plan;

import dev.berth.kernel.ByteSize;
import dev.berth.plan.model.Amounts;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Optional;

/** What all leases of one user may have together under a plan that says nothing about it. */
public interface QuotaConfig {

  /** Leases that are queued, starting or running. */
  @WithDefault("32")
  @Min(0)
  @Max(10_000)
  int maxRunning();

  /** Stopped, expired and failed leases, beyond which no new lease is given. */
  @WithDefault("32")
  @Min(0)
  @Max(10_000)
  int maxKept();

  /** GPUs of the leases that are queued, starting or running. */
  @WithDefault("8")
  @Min(0)
  @Max(Amounts.MOST_GPUS)
  int maxGpus();

  /** GPU-hours in any seven days; without it, any number. */
  Optional<@Min(0) @Max(Amounts.MOST_GPU_HOURS) Integer> gpuHoursPerWeek();

  /** CPUs of the leases that are queued, starting or running. */
  @WithDefault("1024")
  @DecimalMin("0.1")
  @DecimalMax("100000")
  double maxTotalCpus();

  /** Memory of the leases that are queued, starting or running, as Docker writes it. */
  @WithDefault("8t")
  String maxTotalMemory();

  /** Shared memory of the leases that are queued, starting or running. */
  @WithDefault("8t")
  String maxTotalShm();

  /** Ports of the host, of all leases that are not released. */
  @WithDefault("1024")
  @Min(0)
  @Max(Amounts.MOST_PORTS)
  int maxPorts();

  /** In the queue for GPUs; more comes first. */
  @WithDefault("1.0")
  @DecimalMin("0.1")
  @DecimalMax("100")
  double weight();

  /** What one user may have written in workspaces, home and volumes; without it, any amount. */
  Optional<String> maxDisk();

  /** As one. The sizes are checked at the start. */
  default Amounts amounts() {
    return new Amounts(
        maxRunning(),
        maxKept(),
        maxGpus(),
        gpuHoursPerWeek(),
        maxTotalCpus(),
        ByteSize.parse(maxTotalMemory()).orElseThrow(),
        ByteSize.parse(maxTotalShm()).orElseThrow(),
        maxPorts(),
        weight(),
        maxDisk().map(text -> ByteSize.parse(text).orElseThrow()));
  }
}
