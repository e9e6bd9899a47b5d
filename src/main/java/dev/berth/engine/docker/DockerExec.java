package dev.berth.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.ExecCreateCmdResponse;
import com.github.dockerjava.api.command.InspectExecResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Frame;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.ExecResult;
import java.util.List;

/** Reads what runs in a container: the output of a command, the end of the log. */
final class DockerExec {

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
      if (!(e.getCause() instanceof NotFoundException)) {
        throw e;
      }
    }
    return output.text();
  }
}
