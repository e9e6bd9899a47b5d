package dev.berth.engine;

import dev.berth.engine.model.ContainerSpec;
import dev.berth.engine.model.EngineEvent;
import dev.berth.engine.model.EngineInfo;
import dev.berth.engine.model.ExecResult;
import dev.berth.engine.model.FileEntry;
import dev.berth.engine.model.KeepSpec;
import dev.berth.engine.model.KeptImage;
import dev.berth.engine.model.LiveLimits;
import dev.berth.engine.model.ObservedContainer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What Berth needs from Docker for containers and volumes, and no more. Every method may block up
 * to a deadline of its own and throws {@link EngineException}; none may be called inside of a
 * database transaction. Containers and volumes are named by the caller, so that every call but
 * {@link #exec} can be repeated.
 */
public interface ContainerEngine {

  EngineInfo info() throws EngineException;

  /** Every container of this installation, whatever its state; without exit codes and limits. */
  List<ObservedContainer> list() throws EngineException;

  /** One container of this installation by name. */
  Optional<ObservedContainer> find(String name) throws EngineException;

  /**
   * Creates a container without starting it, or does nothing where it exists already.
   *
   * @throws EngineException.Rejected if the name belongs to another, or to another generation
   */
  void create(ContainerSpec spec) throws EngineException;

  /** Puts files into a created, stopped or running container; replaces those that are there. */
  void putFiles(String name, List<FileEntry> files) throws EngineException;

  /**
   * Gives a container of this installation another name.
   *
   * @throws EngineException.Rejected if it is gone, or another one has the name
   */
  void rename(String id, String name) throws EngineException;

  /** Starts a container, whatever has come in between. */
  default boolean start(String name) throws EngineException {
    return start(name, () -> true);
  }

  /**
   * Starts a container.
   *
   * @param isWanted asked at the last moment, for this may wait until others have started, or be
   *     held up: what the container holds may be another's by then
   * @return false where it runs already or is not wanted any more, so that nothing was done
   * @throws EngineException.PortTaken if a port it publishes is used by something else
   * @throws EngineException.GpuFailed if one of its GPUs is unknown or does not work
   * @throws EngineException.NoGpuSupport if it has GPUs, and no container can have one
   * @throws EngineException.Rejected if a directory that it mounts is not there
   */
  boolean start(String name, BooleanSupplier isWanted) throws EngineException;

  /** Asks PID 1 to end, kills after {@code patience}; does nothing where it is down or gone. */
  void stop(String name, Duration patience) throws EngineException;

  /** Kills and removes a container with its anonymous volumes; does nothing where it is gone. */
  void remove(String name) throws EngineException;

  /**
   * Gives a container other limits, whether it runs or not.
   *
   * @throws EngineException.Rejected if it uses more memory than that now; nothing has changed then
   */
  void update(String name, LiveLimits limits) throws EngineException;

  /**
   * Puts files into a lease's container and makes an image of it, with the environment that its own
   * image had. Does nothing where there is that image already, or no container of an older
   * generation.
   *
   * @throws EngineException.Rejected if the container runs
   */
  void keep(KeepSpec spec) throws EngineException;

  /** Removes a container of an older generation; does nothing where it is another or gone. */
  void removeOlder(String name, int generation) throws EngineException;

  /** What was kept of this installation's containers. */
  List<KeptImage> kept() throws EngineException;

  /**
   * Removes a kept image; does nothing where it is gone.
   *
   * @throws EngineException.Rejected while a container uses it
   */
  void removeKept(KeptImage image) throws EngineException;

  /** Runs a command as root in a running container and waits for its end. */
  ExecResult exec(String name, List<String> command) throws EngineException;

  /** The last lines a container wrote to stdout and stderr; empty where it is gone. */
  String logTail(String name, int lines) throws EngineException;

  /** Makes a named volume, or does nothing where it exists. */
  void ensureVolume(String name, String owner) throws EngineException;

  /**
   * Lets a container reach others of the same owner by these names, once they are linked too; does
   * nothing where it was linked before.
   *
   * @param containersByAlias names of containers, which need not exist yet
   */
  void link(String name, String owner, Map<String, String> containersByAlias)
      throws EngineException;

  /** Owners of whom containers were linked. */
  List<String> linkOwners() throws EngineException;

  /** Ends the links among an owner's containers. */
  void removeLinks(String owner) throws EngineException;

  /** Names of this installation's volumes. */
  List<String> volumes() throws EngineException;

  /** Removes a volume; does nothing where it is gone. */
  void removeVolume(String name) throws EngineException;

  /**
   * Tells of containers of this installation that started or ended, until closed. {@code broken} is
   * called once when the stream ends by itself; events in between are lost, so the caller looks for
   * itself then.
   */
  AutoCloseable subscribe(Consumer<EngineEvent> onEvent, Runnable broken) throws EngineException;
}
