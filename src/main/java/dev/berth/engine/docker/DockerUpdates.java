package dev.berth.engine.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.LiveLimits;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.kernel.ByteSize;
import java.util.concurrent.atomic.AtomicLong;

/** Changes to containers that go on. */
final class DockerUpdates {

  private final DockerCalls calls;
  private final DockerConfig.Deadlines deadline;

  DockerUpdates(DockerCalls calls, DockerConfig.Deadlines deadline) {
    this.calls = calls;
    this.deadline = deadline;
  }

  void limits(InspectContainerResponse container, LiveLimits limits) throws EngineException {
    String what = "update container " + container.getName().substring(1);
    // With cgroups of version 2 the kernel would kill what does not fit; with version 1 it refuses.
    if (isLess(limits, Observation.of(container))) {
      long used = used(what, container.getId());
      if (used > limits.memory().bytes()) {
        throw new EngineException.Rejected(
            what + ": it uses " + new ByteSize(used).roundedDown() + " of memory");
      }
    }
    calls.call(
        what,
        deadline.change(),
        docker ->
            docker
                .updateContainerCmd(container.getId())
                .withNanoCPUs(limits.nanoCpus())
                .withMemory(limits.memory().bytes())
                .withMemorySwap(limits.memory().bytes())
                .withPidsLimit((long) limits.pids())
                .exec());
  }

  void rename(String id, String name) throws EngineException {
    calls.call(
        "rename container " + id + " to " + name,
        deadline.change(),
        docker -> docker.renameContainerCmd(id).withName(name).exec());
  }

  private static boolean isLess(LiveLimits next, ObservedContainer container) {
    return container.isRunning()
        && container.limits().filter(has -> has.memory().compareTo(next.memory()) > 0).isPresent();
  }

  private long used(String what, String id) throws EngineException {
    var used = new AtomicLong();
    calls.drain(
        what,
        deadline.look(),
        docker -> docker.statsCmd(id).withNoStream(true),
        sample -> DockerUsage.of(sample).ifPresent(usage -> used.set(usage.memoryBytes())));
    return used.get();
  }
}
