package dev.berth.access;

import dev.berth.access.Places.Place;
import dev.berth.audit.Audit;
import dev.berth.engine.ContainerAccess;
import dev.berth.engine.EngineException;
import dev.berth.engine.RunningCommand;
import dev.berth.engine.model.CommandResult;
import dev.berth.engine.model.CommandResult.End;
import dev.berth.engine.model.CommandSpec;
import dev.berth.engine.model.Signal;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.Lease;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Commands and signals for workspaces that run. */
@Singleton
public class Commands {

  private static final Logger LOG = Logger.getLogger(Commands.class);

  private final ContainerAccess access;
  private final Doors doors;
  private final Audit audit;
  private final AccessMetrics metrics;
  private final ExecutorService background;
  private final Places<UserId> places;
  private final Detached detached = new Detached();

  Commands(
      ContainerAccess access,
      Doors doors,
      Audit audit,
      AccessMetrics metrics,
      AccessConfig config,
      @Named("background") ExecutorService background) {
    this.access = access;
    this.doors = doors;
    this.audit = audit;
    this.metrics = metrics;
    this.background = background;
    this.places =
        new Places<>("commands", "of yours", config.maxCommandsPerUser(), config.maxCommands());
  }

  /**
   * Runs a command and waits for its end.
   *
   * @param whenGone gets what to do when the caller goes: the command is killed then
   */
  public Answer<CommandResult> run(
      UserId who, Lease lease, CommandRequest request, Consumer<Runnable> whenGone)
      throws EngineException {
    return doors.whileRunning(
        lease,
        () -> {
          try (Place place = places.take(who).orElse(null)) {
            if (place == null) {
              return places.refusal(who);
            }
            return begin(who, lease, request, false) instanceof Answer.Given<RunningCommand>(var it)
                ? waitFor(it, request.timeout(), whenGone)
                : noSuchUser(lease);
          }
        });
  }

  private Answer<CommandResult> waitFor(
      RunningCommand command, Duration timeout, Consumer<Runnable> whenGone)
      throws EngineException {
    whenGone.accept(command::abandon);
    var result = await(command, timeout);
    return result.end() == End.NOT_STARTED
        ? Answer.refused(
            Answer.Why.NOT_NOW, "the command was not started: " + reason(result.stderr().text()))
        : Answer.given(result);
  }

  /** The last part of what the engine says: what went before is about its own workings. */
  private static String reason(String text) {
    String line = text.strip().replaceFirst("(?s).*unable to start container process: ", "");
    return line.length() > 300 ? line.substring(0, 300) : line;
  }

  private CommandResult await(RunningCommand command, Duration timeout) throws EngineException {
    try {
      var result = command.await(timeout);
      metrics.command(result.end());
      return result;
    } catch (EngineException e) {
      metrics.commandFailed();
      throw e;
    }
  }

  private Answer<RunningCommand> begin(
      UserId who, Lease lease, CommandRequest request, boolean detach) throws EngineException {
    var login = Login.of(lease);
    String user = request.user().orElse(login.user());
    if (!login.is(user)) {
      return noSuchUser(lease);
    }
    audit.record(
        who.value(),
        "lease.exec",
        lease.id().value(),
        request.command().getFirst() + " as " + user + (detach ? ", detached" : ""));
    return Answer.given(
        access.run(
            lease.id().containerName(),
            new CommandSpec(
                request.command(),
                user,
                request.workdir(),
                request.env(),
                request.tty(),
                detach ? CommandRequest.DETACHED_OUTPUT_LIMIT : CommandRequest.OUTPUT_LIMIT)));
  }

  private static <T> Answer<T> noSuchUser(Lease lease) {
    return Answer.refused(
        Answer.Why.NOT_ALLOWED, "commands in this lease run as " + Login.of(lease).names());
  }

  /** Starts a command that nobody waits for, and gives its id. */
  public Answer<String> detach(UserId who, Lease lease, CommandRequest request)
      throws EngineException {
    return doors.whileRunning(
        lease,
        () -> {
          Place place = places.take(who).orElse(null);
          if (place == null) {
            return places.refusal(who);
          }
          boolean handedOver = false;
          try {
            if (!(begin(who, lease, request, true)
                instanceof Answer.Given<RunningCommand>(var it))) {
              return noSuchUser(lease);
            }
            detached.begun(lease.id(), it);
            background.execute(() -> finish(it, request.timeout(), place));
            handedOver = true;
            return Answer.given(it.id());
          } finally {
            if (!handedOver) {
              place.close();
            }
          }
        });
  }

  private void finish(RunningCommand command, Duration timeout, Place place) {
    try (place) {
      detached.ended(command.id(), await(command, timeout));
    } catch (EngineException e) {
      LOG.warnf("a detached command was lost sight of: %s", e.getMessage());
      detached.forget(command.id());
    }
  }

  /** A detached command. The engine remembers exit codes until the workspace is stopped. */
  public Optional<DetachedCommand> find(Lease lease, String id) throws EngineException {
    var entry = detached.find(lease.id(), id);
    if (entry.isPresent()) {
      var result = entry.get().result();
      return Optional.of(
          result == null
              ? new DetachedCommand(id, true, 0, null)
              : new DetachedCommand(id, false, result.exitCode(), result));
    }
    return access
        .find(lease.id().containerName(), id)
        .map(state -> new DetachedCommand(id, state.running(), state.exitCode(), null));
  }

  /** Kills a detached command; one that ended is left as it is. */
  public Answer<String> end(UserId who, Lease lease, String id) throws EngineException {
    var entry = detached.find(lease.id(), id);
    if (entry.isPresent()) {
      audit.record(who.value(), "lease.exec.end", lease.id().value(), id);
      entry.get().command().abandon();
      return Answer.given(id);
    }
    return access
        .find(lease.id().containerName(), id)
        .map(state -> state.running() ? Commands.<String>foreign() : Answer.given(id))
        .orElseGet(() -> Answer.refused(Answer.Why.NO_SUCH_THING, "there is no such command"));
  }

  private static <T> Answer<T> foreign() {
    return Answer.refused(
        Answer.Why.NOT_NOW,
        "the command was begun by another run of Berth; it ends by itself, or with a restart of the"
            + " workspace");
  }

  /** Sends a signal to the main process. */
  public Answer<Signal> signal(UserId who, Lease lease, Signal signal) throws EngineException {
    return doors.whileRunning(
        lease,
        () -> {
          audit.record(who.value(), "lease.kill", lease.id().value(), "signal " + signal);
          access.signal(lease.id().containerName(), signal);
          return Answer.given(signal);
        });
  }
}
