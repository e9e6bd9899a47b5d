package dev.berth.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Frame;
import dev.berth.engine.EngineException;
import dev.berth.engine.RunningTerminal;
import dev.berth.engine.model.TerminalSpec;
import dev.berth.engine.model.WindowSize;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A program on a terminal, on its {@link Leash}: the engine leaves it running when the connection
 * to it ends.
 */
final class DockerTerminal implements RunningTerminal {

  private static final Logger LOG = Logger.getLogger(DockerTerminal.class);

  private final DockerCalls calls;
  private final DockerConfig.Deadlines deadline;
  private final String container;
  private final String exec;
  private final Consumer<byte[]> onOutput;
  private final Keyboard keyboard = new Keyboard();
  private final PidLine first = new PidLine();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private @Nullable AutoCloseable stream;

  private DockerTerminal(
      DockerCalls calls,
      DockerConfig.Deadlines deadline,
      String container,
      String exec,
      Consumer<byte[]> onOutput) {
    this.calls = calls;
    this.deadline = deadline;
    this.container = container;
    this.exec = exec;
    this.onOutput = onOutput;
  }

  static DockerTerminal start(
      DockerCalls calls,
      DockerConfig.Deadlines deadline,
      String container,
      TerminalSpec spec,
      Listener listener)
      throws EngineException {
    String what = "open a terminal in container " + container;
    String exec = calls.call(what, deadline.look(), docker -> create(docker, container, spec));
    var terminal = new DockerTerminal(calls, deadline, container, exec, listener.onOutput());
    var stream =
        new DockerStream<Frame>(
            frame -> terminal.show(terminal.first.take(frame.getPayload())),
            () -> {
              terminal.show(terminal.first.end());
              terminal.keyboard.close();
              terminal.ended.set(true);
              if (!terminal.closed.get()) {
                listener.ended().run();
              }
            });
    terminal.stream =
        calls.follow(
            what,
            deadline.look(),
            docker -> docker.execStartCmd(exec).withTty(true).withStdIn(terminal.keyboard),
            stream);
    boolean begun = false;
    try {
      // Whoever typed before would have her keys shown before the id, which were lost with it.
      terminal.awaitShell();
      terminal.resize(spec.size());
      begun = true;
    } finally {
      if (!begun) {
        terminal.closeQuietly();
      }
    }
    return terminal;
  }

  private void awaitShell() throws EngineException {
    String what = "open a terminal in container " + container;
    try {
      if (first.pid().get(deadline.look().toMillis(), TimeUnit.MILLISECONDS).isEmpty()) {
        throw new EngineException.Rejected(what + ": the program was not started");
      }
    } catch (TimeoutException e) {
      throw new EngineException.Unavailable(what + ": nothing was started in time", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException.Unavailable(what + ": interrupted", e);
    }
  }

  /** Who hears of it. */
  record Listener(Consumer<byte[]> onOutput, Runnable ended) {}

  private static String create(DockerClient docker, String container, TerminalSpec spec) {
    return docker
        .execCreateCmd(container)
        .withUser(spec.user())
        .withEnv(
            spec.env().entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList())
        .withTty(true)
        .withAttachStdin(true)
        .withAttachStdout(true)
        .withAttachStderr(true)
        .withCmd(Leash.begin(spec.command()))
        .exec()
        .getId();
  }

  private void show(byte[] piece) {
    if (piece.length > 0) {
      onOutput.accept(piece);
    }
  }

  @Override
  public boolean type(byte[] keys) {
    return keyboard.type(keys);
  }

  @Override
  public void resize(WindowSize size) throws EngineException {
    if (ended.get()) {
      return;
    }
    try {
      calls.call(
          "resize a terminal in container " + container,
          deadline.look(),
          docker -> docker.resizeExecCmd(exec).withSize(size.rows(), size.columns()).exec());
    } catch (EngineException.Unavailable e) {
      throw e;
    } catch (EngineException e) {
      // It is ending, or not begun by a hair: the size is no reason to give it up.
      LOG.debugf("a terminal keeps its size: %s", e.getMessage());
    }
  }

  @Override
  public void close() throws EngineException {
    if (closed.compareAndSet(false, true)) {
      try {
        // Also where it ended: what it left in the background is of its session.
        if (!DockerExec.kill(calls, deadline, container, exec, first.pid())) {
          throw new EngineException.Rejected(
              "a shell in container " + container + " may run on: its process id is not known");
        }
      } catch (EngineException.Rejected e) {
        if (!ended.get()) {
          throw e;
        }
        // With the container, most of the time.
        LOG.debugf("nothing to kill: %s", e.getMessage());
      } finally {
        closeStream();
      }
    }
  }

  private void closeQuietly() {
    try {
      close();
    } catch (EngineException e) {
      LOG.warnf("a terminal is not closed: %s", e.getMessage());
    }
  }

  private void closeStream() {
    keyboard.close();
    try {
      if (stream != null) {
        stream.close();
      }
    } catch (Exception e) {
      LOG.debug("closing a terminal", e);
    }
  }
}
