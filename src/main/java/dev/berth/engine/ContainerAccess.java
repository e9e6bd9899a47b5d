package dev.berth.engine;

import dev.berth.engine.model.CommandSpec;
import dev.berth.engine.model.CommandState;
import dev.berth.engine.model.ContainerProcess;
import dev.berth.engine.model.Counters;
import dev.berth.engine.model.LogLine;
import dev.berth.engine.model.LogPage;
import dev.berth.engine.model.LogQuery;
import dev.berth.engine.model.Signal;
import dev.berth.engine.model.TerminalSpec;
import dev.berth.engine.model.Unpacked;
import dev.berth.engine.model.Usage;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What people do inside of a container. The rules of {@link ContainerEngine} hold here too. Where a
 * container of that name is missing, or not running where that is needed, calls are refused.
 */
public interface ContainerAccess {

  /** Starts a command in a running container. */
  RunningCommand run(String name, CommandSpec command) throws EngineException;

  /**
   * Starts a program on a terminal in a running container.
   *
   * @param onOutput gets what it writes, on a thread of the engine's that may be kept waiting
   * @param ended is run once when the program ends by itself, or its container
   */
  RunningTerminal terminal(
      String name, TerminalSpec spec, Consumer<byte[]> onOutput, Runnable ended)
      throws EngineException;

  /** What became of a command of this container, by its id; empty where the engine forgot it. */
  Optional<CommandState> find(String name, String commandId) throws EngineException;

  /**
   * All that the engine knows of a container, as JSON in its own words; empty where it is gone.
   * Variables of its environment are in it.
   */
  Optional<String> inspect(String name) throws EngineException;

  /** Sends a signal to the main process of a running container. */
  void signal(String name, Signal signal) throws EngineException;

  /** The last lines that the main process wrote; empty where the container is gone. */
  LogPage logs(String name, LogQuery query) throws EngineException;

  /**
   * Tells of lines that match and of those that come, on a thread of the engine's that may be kept
   * waiting, until closed.
   *
   * @param ended is run once when the stream ends by itself, as it does with the container
   */
  AutoCloseable followLogs(String name, LogQuery query, Consumer<LogLine> onLine, Runnable ended)
      throws EngineException;

  /** The processes of a running container. */
  List<ContainerProcess> top(String name) throws EngineException;

  /** What each process of a running container was called with, as it shows itself. */
  List<String> commandLines(String name) throws EngineException;

  /** What a running container uses now; takes about a second. */
  Usage usage(String name) throws EngineException;

  /** What a running container has used so far; answers at once. */
  Counters counters(String name) throws EngineException;

  /** Tells about once a second what a running container uses, as {@link #followLogs} does. */
  AutoCloseable followUsage(String name, Consumer<Usage> onSample, Runnable ended)
      throws EngineException;

  /**
   * A file or a directory with all that is below it, as a tar.
   *
   * @param path absolute; its last part is not followed where it is a symbolic link
   * @return empty where there is no such path
   */
  Optional<Archive> read(String name, String path) throws EngineException;

  /**
   * Unpacks a tar into a directory that exists. What the stream throws is found as the cause of the
   * exception; entries before it may have been unpacked.
   */
  Unpacked unpack(String name, String directory, InputStream tar) throws EngineException;
}
