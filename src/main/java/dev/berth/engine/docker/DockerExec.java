package dev.berth.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.ExecCreateCmdResponse;
import com.github.dockerjava.api.command.InspectExecResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Frame;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.ExecResult;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Reads what runs in a container: the output of a command, the end of the log. */
final class DockerExec {

  private static final Logger LOG = Logger.getLogger(DockerExec.class);

  private final DockerCalls calls;
  private final DockerConfig.Deadlines deadline;

  DockerExec(DockerCalls calls, DockerConfig.Deadlines deadline) {
    this.calls = calls;
    this.deadline = deadline;
  }

  ExecResult run(String name, String id, List<String> command) throws EngineException {
    String what = "run " + command.getFirst() + " in container " + name;
    String exec =
        calls.call(
            what,
            deadline.look(),
            docker -> create(docker, id, command.toArray(String[]::new)).getId());
    Output output = Output.beginning();
    calls.<Frame>drain(what, deadline.exec(), docker -> docker.execStartCmd(exec), output::add);
    int exitCode = calls.call(what, deadline.look(), docker -> exitCode(docker, exec));
    return new ExecResult(exitCode, output.text());
  }

  /** For root. */
  static ExecCreateCmdResponse create(DockerClient docker, String id, String... command) {
    return docker
        .execCreateCmd(id)
        .withUser("root")
        .withAttachStdout(true)
        .withAttachStderr(true)
        .withCmd(command)
        .exec();
  }

  /**
   * Kills a command on a {@link Leash}, whose id may be known in a moment.
   *
   * @return false where it may run on
   */
  static boolean kill(
      DockerCalls calls,
      DockerConfig.Deadlines deadline,
      String container,
      String exec,
      CompletableFuture<OptionalInt> known)
      throws EngineException {
    OptionalInt pid;
    try {
      pid = known.get(deadline.look().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException unknown) {
      pid = OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      pid = OptionalInt.empty();
    }
    if (pid.isEmpty()) {
      LOG.warnf("a command in container %s may run on: its process id is not known", container);
      return false;
    }
    String what = "kill a command in container " + container;
    String[] kill = Leash.kill(pid.getAsInt());
    String killer =
        calls.call(what, deadline.look(), docker -> create(docker, container, kill).getId());
    calls.<Frame>drain(what, deadline.exec(), docker -> docker.execStartCmd(killer), frame -> {});
    // The engine notices a moment later.
    int exitCode = calls.call(what, deadline.look(), docker -> exitCode(docker, exec));
    LOG.debugf("a command in container %s was killed, exit code %d", container, exitCode);
    return true;
  }

  /** The output can end a moment before the engine knows of the end. */
  static int exitCode(DockerClient docker, String exec) {
    while (true) {
      InspectExecResponse state = docker.inspectExecCmd(exec).exec();
      if (!Boolean.TRUE.equals(state.isRunning()) && state.getExitCodeLong() != null) {
        return state.getExitCodeLong().intValue();
      }
      DockerCalls.pause();
    }
  }

  String logTail(String name, String id, int lines) throws EngineException {
    Output output = Output.ending();
    try {
      calls.<Frame>drain(
          "read the log of container " + name,
          deadline.look(),
          docker -> docker.logContainerCmd(id).withStdOut(true).withStdErr(true).withTail(lines),
          output::add);
    } catch (EngineException.Rejected e) {
      // The second while it is being removed.
      if (!(e.getCause() instanceof NotFoundException
          || e.getCause() instanceof ConflictException)) {
        throw e;
      }
    }
    return output.text();
  }
}
