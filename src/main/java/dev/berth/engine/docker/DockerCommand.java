package dev.berth.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Frame;
import dev.berth.engine.EngineException;
import dev.berth.engine.RunningCommand;
import dev.berth.engine.model.CommandResult;
import dev.berth.engine.model.CommandResult.End;
import dev.berth.engine.model.CommandSpec;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A command on its {@link Leash}. */
final class DockerCommand implements RunningCommand {

  private static final Logger LOG = Logger.getLogger(DockerCommand.class);

  private final DockerCalls calls;
  private final DockerConfig.Deadlines deadline;
  private final String container;
  private final String exec;
  private final String what;
  private final Capture output;
  private final CompletableFuture<End> over = new CompletableFuture<>();
  private @Nullable AutoCloseable stream;

  private DockerCommand(
      DockerCalls calls,
      DockerConfig.Deadlines deadline,
      String container,
      String exec,
      String what,
      Capture output) {
    this.calls = calls;
    this.deadline = deadline;
    this.container = container;
    this.exec = exec;
    this.what = what;
    this.output = output;
  }

  static DockerCommand start(
      DockerCalls calls, DockerConfig.Deadlines deadline, String container, CommandSpec spec)
      throws EngineException {
    String what = "run a command in container " + container;
    String exec = calls.call(what, deadline.look(), docker -> create(docker, container, spec));
    var output = new Capture(spec.outputLimit());
    var command = new DockerCommand(calls, deadline, container, exec, what, output);
    var stream = new DockerStream<Frame>(output::add, () -> command.over.complete(End.EXITED));
    command.stream =
        calls.follow(
            what, deadline.look(), docker -> docker.execStartCmd(exec).withTty(spec.tty()), stream);
    return command;
  }

  private static String create(DockerClient docker, String container, CommandSpec spec) {
    var command =
        docker
            .execCreateCmd(container)
            .withUser(spec.user())
            .withEnv(
                spec.env().entrySet().stream()
                    .map(variable -> variable.getKey() + "=" + variable.getValue())
                    .toList())
            .withTty(spec.tty())
            .withAttachStdout(true)
            .withAttachStderr(true)
            .withCmd(Leash.begin(spec.command()));
    return (spec.workdir() == null ? command : command.withWorkingDir(spec.workdir()))
        .exec()
        .getId();
  }

  @Override
  public String id() {
    return exec;
  }

  @Override
  public void abandon() {
    over.complete(End.ABANDONED);
  }

  @Override
  public CommandResult await(Duration limit) throws EngineException {
    boolean interrupted = false;
    try {
      try {
        over.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException late) {
        over.complete(End.TIMED_OUT);
      } catch (InterruptedException shutDown) {
        interrupted = true;
        over.complete(End.ABANDONED);
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
      return result(over.join());
    } finally {
      closeStream();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private CommandResult result(End end) throws EngineException {
    if (end != End.EXITED) {
      DockerExec.kill(calls, deadline, container, exec, output.pid());
      return new CommandResult(end, 0, output.stdout(), output.stderr());
    }
    output.end();
    int exitCode = calls.call(what, deadline.look(), docker -> DockerExec.exitCode(docker, exec));
    return output.pid().join().isPresent()
        ? new CommandResult(End.EXITED, exitCode, output.stdout(), output.stderr())
        // What the engine had to say takes the place of the output.
        : new CommandResult(End.NOT_STARTED, 0, output.stderr(), output.stdout());
  }

  private void closeStream() {
    try {
      if (stream != null) {
        stream.close();
      }
    } catch (Exception e) {
      LOG.debug("closing the output of a command", e);
    }
  }
}
