package dev.berth.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.LogConfig.LoggingType;
import dev.berth.engine.EngineException;
import dev.berth.engine.GpuEngine;
import dev.berth.engine.model.CommandResult;
import dev.berth.engine.model.CommandResult.End;
import dev.berth.engine.model.CommandSpec;
import dev.berth.engine.model.GpuReport;
import dev.berth.engine.model.NvidiaSmi;
import dev.berth.engine.model.VisibleGpus;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The GPUs of one Docker Engine's machine. It has connections of its own, for it may wait long. */
public final class DockerGpus implements GpuEngine, Closeable {

  private static final long MEMORY = 256L << 20;
  private static final long PIDS = 64;

  private final DockerConfig config;
  private final DockerConfig.Deadlines deadline;
  private final DockerLabels labels;
  private final DockerCalls calls;
  private final String probe;

  /**
   * @param installation whose containers these are, as in {@link DockerEngine}
   */
  public DockerGpus(DockerConfig config, String installation) {
    this.config = config;
    this.deadline = config.deadline();
    this.labels = new DockerLabels(installation);
    this.calls = new DockerCalls(config);
    // One name, so that there is never more than one, even where a lost GPU holds it for ever.
    this.probe = "berth-" + installation + "-gpu-probe";
  }

  @Override
  public GpuReport probe(ImageRef image) throws EngineException {
    var kind = config.gpuRequest();
    var report = probe(image, kind);
    if (!(report instanceof GpuReport.Unsupported(var text))) {
      return report;
    }
    boolean otherWorks = probe(image, kind.other()) instanceof GpuReport.Seen;
    return new GpuReport.Unsupported(text + ". " + GpuAdvice.of(kind, text, otherWorks));
  }

  private GpuReport probe(ImageRef image, GpuRequest kind) throws EngineException {
    String what = "look at the GPUs";
    try {
      var output = Deadline.await(what, deadline.gpus(), () -> run(what, image, kind), _ -> {});
      return NvidiaSmi.report(output);
    } catch (TimeoutException late) {
      return new GpuReport.NoAnswer(deadline.gpus());
    } catch (ExecutionException e) {
      return failure(what, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException.Unavailable(what + ": interrupted", e);
    } finally {
      removeProbe(what);
    }
  }

  private static GpuReport failure(String what, @Nullable Throwable cause) throws EngineException {
    return switch (cause) {
      case EngineException.NoGpuSupport none ->
          new GpuReport.Unsupported(String.valueOf(none.getMessage()));
      case EngineException.ImageMissing missing -> throw missing;
      case EngineException.Rejected refused ->
          new GpuReport.Failed(String.valueOf(refused.getMessage()));
      case EngineException other -> throw other;
      case null, default -> throw DockerErrors.translate(what, cause);
    };
  }

  private String run(String what, ImageRef image, GpuRequest kind) throws EngineException {
    String id = create(what, image, kind);
    calls.call(what, deadline.start(), docker -> docker.startContainerCmd(id).exec());
    Output output = Output.beginning();
    // The log of a container ends with it.
    calls.<Frame>drain(
        what,
        deadline.gpus().plus(deadline.look()),
        docker ->
            docker.logContainerCmd(id).withStdOut(true).withStdErr(true).withFollowStream(true),
        output::add);
    return output.text();
  }

  private String create(String what, ImageRef image, GpuRequest kind) throws EngineException {
    removeProbe(what);
    return calls.call(
        what,
        deadline.look(),
        docker -> {
          while (true) {
            try {
              return create(docker, image, kind);
            } catch (ConflictException nameInUse) {
              remove(docker);
              DockerCalls.pause();
            }
          }
        });
  }

  private String create(DockerClient docker, ImageRef image, GpuRequest kind) {
    return docker
        .createContainerCmd(image.value())
        .withName(probe)
        .withLabels(Map.of(DockerLabels.PROBE, labels.installation()))
        .withUser("0")
        .withEntrypoint(NvidiaSmi.probe())
        .withCmd(List.of())
        .withNetworkDisabled(true)
        .withHostConfig(
            HostConfig.newHostConfig()
                .withNetworkMode("none")
                .withReadonlyRootfs(true)
                .withLogConfig(new LogConfig(LoggingType.JSON_FILE, Map.of("max-size", "1m")))
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withMemory(MEMORY)
                .withMemorySwap(MEMORY)
                .withPidsLimit(PIDS)
                .withDeviceRequests(List.of(kind.all())))
        .exec()
        .getId();
  }

  /** Also what a Berth left behind that was killed. */
  private void removeProbe(String what) throws EngineException {
    calls.call(what + ", and tidy up", deadline.change(), this::remove);
  }

  /** By its label: the name may be somebody else's. */
  private boolean remove(DockerClient docker) {
    try {
      InspectContainerResponse found = docker.inspectContainerCmd(probe).exec();
      Map<String, String> own = found.getConfig().getLabels();
      if (own == null || !labels.installation().equals(own.get(DockerLabels.PROBE))) {
        return false;
      }
      docker.removeContainerCmd(found.getId()).withForce(true).withRemoveVolumes(true).exec();
      return true;
    } catch (NotFoundException gone) {
      return false;
    } catch (ConflictException e) {
      // Another replica is at it.
      if (DockerErrors.text(e).contains("is already in progress")) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public VisibleGpus visibleGpus(LeaseId lease) throws EngineException {
    CommandResult result = ask(lease, NvidiaSmi.look());
    return switch (result.end()) {
      case EXITED ->
          NvidiaSmi.visible(result.exitCode(), result.stdout().text() + result.stderr().text());
      case NOT_STARTED -> new VisibleGpus.Failed(result.stderr().text());
      case TIMED_OUT -> new VisibleGpus.NoAnswer(deadline.gpus());
      case ABANDONED -> throw abandoned(lease);
    };
  }

  @Override
  public GpuReport load(LeaseId lease) throws EngineException {
    CommandResult result = ask(lease, NvidiaSmi.load());
    return switch (result.end()) {
      case EXITED -> NvidiaSmi.report(result.stdout().text());
      case NOT_STARTED -> new GpuReport.Failed(result.stderr().text());
      case TIMED_OUT -> new GpuReport.NoAnswer(deadline.gpus());
      case ABANDONED -> throw abandoned(lease);
    };
  }

  private static EngineException.Unavailable abandoned(LeaseId lease) {
    return new EngineException.Unavailable(
        "look at the GPUs of container " + lease.containerName() + ": " + End.ABANDONED);
  }

  private CommandResult ask(LeaseId lease, List<String> command) throws EngineException {
    String name = lease.containerName();
    String what = "look at the GPUs of container " + name;
    String id = calls.call(what, deadline.look(), docker -> running(docker, name));
    if (id.isEmpty()) {
      throw new EngineException.Rejected(what + ": no such container of this installation runs");
    }
    return DockerCommand.start(
            calls,
            deadline,
            id,
            new CommandSpec(command, "root", null, Map.of(), false, Output.LIMIT))
        .await(deadline.gpus());
  }

  /** The id of a container of ours; empty where it is missing or down. */
  private String running(DockerClient docker, String name) {
    return labels
        .inspect(docker, name)
        .filter(found -> Boolean.TRUE.equals(found.getState().getRunning()))
        .map(InspectContainerResponse::getId)
        .orElse("");
  }

  @Override
  public void close() throws IOException {
    calls.close();
  }
}
