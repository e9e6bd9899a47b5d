package dev.berth.watchdog;

import dev.berth.engine.ContainerAccess;
import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.engine.GpuEngine;
import dev.berth.engine.model.GpuReport;
import dev.berth.engine.model.ObservedGpu;
import dev.berth.idle.model.Look;
import dev.berth.lease.model.Lease;
import dev.berth.workspace.TerminalInput;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads the signals by which a running workspace counts as used. */
@Singleton
class IdleProbe {

  private final ContainerEngine engine;
  private final ContainerAccess inside;
  private final GpuEngine gpus;

  IdleProbe(ContainerEngine engine, ContainerAccess inside, GpuEngine gpus) {
    this.engine = engine;
    this.inside = inside;
    this.gpus = gpus;
  }

  Look look(Lease lease) throws EngineException {
    var inputs = inputs(lease);
    var gpu = lease.holdsGpus() ? gpu(lease) : Optional.<Look.Gpu>empty();
    var unknown = new ArrayList<String>();
    if (inputs.isEmpty()) {
      unknown.add("input");
    }
    if (lease.holdsGpus() && gpu.isEmpty()) {
      unknown.add("GPU");
    }
    // Last, so that a container that has ended meanwhile shows nothing at all.
    var counters = inside.counters(lease.id().containerName());
    return new Look(
        lease.state().since(), counters, inputs.orElse(null), gpu.orElse(null), unknown);
  }

  /** Empty where nothing can be learnt. */
  private Optional<Map<String, Long>> inputs(Lease lease) throws EngineException {
    // An image that runs as it is may have no shell: then it has no terminals either.
    Optional<Map<String, Long>> none =
        lease.spec().ssh() ? Optional.empty() : Optional.of(Map.of());
    try {
      var result = engine.exec(lease.id().containerName(), TerminalInput.command());
      return result.exitCode() == 0 ? Optional.of(TerminalInput.read(result.output())) : none;
    } catch (EngineException.Rejected _) {
      return none;
    }
  }

  /** Empty where nothing can be learnt. A share has the load of its whole GPU. */
  private Optional<Look.Gpu> gpu(Lease lease) throws EngineException {
    return gpus.load(lease.id()) instanceof GpuReport.Seen seen ? load(seen) : Optional.empty();
  }

  /** Empty where the driver tells of any of them nothing. */
  private static Optional<Look.Gpu> load(GpuReport.Seen seen) {
    List<Integer> known =
        seen.gpus().stream()
            .map(ObservedGpu::load)
            .map(ObservedGpu.Load::utilization)
            .filter(Objects::nonNull)
            .toList();
    return known.size() < seen.gpus().size()
        ? Optional.empty()
        : known.stream()
            .max(Integer::compareTo)
            .map(percent -> new Look.Gpu(percent, seen.processes().size()));
  }
}
