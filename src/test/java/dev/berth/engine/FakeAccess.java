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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The inside of the containers of a {@link FakeEngine}. It passes the same contract. */
public final class FakeAccess implements ContainerAccess {

  private final FakeEngine engine;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<String, List<LogLine>> logs = new ConcurrentHashMap<>();
  private final Map<String, List<FakeCommand>> commands = new ConcurrentHashMap<>();
  private final Map<String, List<FakeTerminal>> terminals = new ConcurrentHashMap<>();
  private final Map<String, FakeFiles> files = new ConcurrentHashMap<>();
  private final Map<String, Counters> counters = new ConcurrentHashMap<>();
  private final List<Follower> followers = new CopyOnWriteArrayList<>();
  private final List<String> signals = new CopyOnWriteArrayList<>();

  public FakeAccess(FakeEngine engine) throws EngineException {
    this.engine = engine;
    engine.subscribe(
        event -> {
          if (List.of("die", "destroy").contains(event.action())) {
            end(event.lease().containerName());
          }
        },
        () -> {});
  }

  private record Follower(
      String name, Consumer<LogLine> onLine, Consumer<Usage> onSample, Runnable ended) {}

  private void end(String name) {
    terminals(name).forEach(FakeTerminal::end);
    for (var follower : followers) {
      if (follower.name().equals(name) && followers.remove(follower)) {
        follower.ended().run();
      }
    }
  }

  private FakeContainer require(String name) throws EngineException {
    var found = engine.containers.get(name);
    if (found == null) {
      throw new EngineException.Rejected("no container " + name);
    }
    return found;
  }

  private void requireRunning(String name) throws EngineException {
    if (!require(name).isRunning()) {
      throw new EngineException.Rejected("container " + name + " is not running");
    }
  }

  @Override
  public RunningCommand run(String name, CommandSpec command) throws EngineException {
    requireRunning(name);
    var running = new FakeCommand("%064x".formatted(ids.incrementAndGet()), command);
    commands.computeIfAbsent(name, any -> new CopyOnWriteArrayList<>()).add(running);
    return running;
  }

  @Override
  public RunningTerminal terminal(
      String name, TerminalSpec spec, Consumer<byte[]> onOutput, Runnable ended)
      throws EngineException {
    requireRunning(name);
    var terminal = new FakeTerminal(spec, onOutput, ended);
    terminals.computeIfAbsent(name, any -> new CopyOnWriteArrayList<>()).add(terminal);
    return terminal;
  }

  /** The terminals that were opened in a container, oldest first. */
  public List<FakeTerminal> terminals(String name) {
    return List.copyOf(terminals.getOrDefault(name, List.of()));
  }

  /** The commands that run in a container. */
  public List<String> processes(String name) {
    return Stream.concat(
            commands.getOrDefault(name, List.of()).stream()
                .filter(FakeCommand::isRunning)
                .map(FakeCommand::text),
            terminals(name).stream().flatMap(terminal -> terminal.processes().stream()))
        .toList();
  }

  @Override
  public Optional<CommandState> find(String name, String commandId) {
    return commands.getOrDefault(name, List.of()).stream()
        .filter(command -> command.id().equals(commandId))
        .findFirst()
        .map(command -> new CommandState(command.isRunning(), command.exitCode()));
  }

  @Override
  public Optional<String> inspect(String name) throws EngineException {
    return engine
        .find(name)
        .map(
            found ->
                "{\"Name\": \"/%s\", \"State\": {\"Running\": %s}}"
                    .formatted(name, found.isRunning()));
  }

  @Override
  public void signal(String name, Signal signal) throws EngineException {
    requireRunning(name);
    signals.add(signal.name());
    if (signal == Signal.TERM || signal == Signal.KILL) {
      engine.kill(name, signal == Signal.KILL ? 137 : 143);
    }
  }

  /** The signals that were sent, oldest first. */
  public List<String> signals() {
    return List.copyOf(signals);
  }

  /** The main process of a container writes a line. */
  public void say(String name, String stream, String text) {
    var lines = logs.computeIfAbsent(name, any -> new CopyOnWriteArrayList<>());
    var line = new LogLine(Instant.EPOCH.plusSeconds(lines.size() + 1L), stream, text);
    lines.add(line);
    followers.stream().filter(f -> f.name().equals(name)).forEach(f -> f.onLine().accept(line));
  }

  @Override
  public LogPage logs(String name, LogQuery query) {
    var lines =
        new ArrayList<>(logs.getOrDefault(name, List.of()))
            .stream().filter(line -> line.at().isAfter(query.after().orElse(Instant.MIN))).toList();
    return new LogPage(
        lines.subList(Math.max(0, lines.size() - query.tail()), lines.size()), false);
  }

  @Override
  public AutoCloseable followLogs(
      String name, LogQuery query, Consumer<LogLine> onLine, Runnable ended)
      throws EngineException {
    require(name);
    logs(name, query).lines().forEach(onLine);
    return follow(new Follower(name, onLine, sample -> {}, ended));
  }

  private AutoCloseable follow(Follower follower) {
    followers.add(follower);
    if (!engine.containers.get(follower.name()).isRunning()) {
      end(follower.name());
    }
    return () -> followers.remove(follower);
  }

  @Override
  public List<ContainerProcess> top(String name) throws EngineException {
    requireRunning(name);
    return List.of(new ContainerProcess("sh", 1 << 20), new ContainerProcess("python3", 3L << 30));
  }

  @Override
  public List<String> commandLines(String name) throws EngineException {
    requireRunning(name);
    return Stream.concat(Stream.of("sh"), processes(name).stream()).toList();
  }

  @Override
  public Usage usage(String name) throws EngineException {
    requireRunning(name);
    long limit = require(name).spec.limits().memory().bytes();
    return new Usage(Instant.EPOCH, 12.5, limit / 4, limit, 1, 2, 3, 4, 5);
  }

  @Override
  public Counters counters(String name) throws EngineException {
    requireRunning(name);
    return counters.getOrDefault(name, new Counters(Duration.ofSeconds(1), Duration.ZERO, 0L, 0));
  }

  /** What a container has used from now on. */
  public void count(String name, Counters used) {
    counters.put(name, used);
  }

  @Override
  public AutoCloseable followUsage(String name, Consumer<Usage> onSample, Runnable ended)
      throws EngineException {
    var usage = usage(name);
    onSample.accept(usage);
    onSample.accept(usage);
    return follow(new Follower(name, line -> {}, onSample, ended));
  }

  @Override
  public Optional<Archive> read(String name, String path) throws EngineException {
    require(name);
    return filesOf(name).read(path);
  }

  @Override
  public Unpacked unpack(String name, String directory, InputStream tar) throws EngineException {
    require(name);
    return filesOf(name).unpack(directory, tar);
  }

  private FakeFiles filesOf(String name) {
    return files.computeIfAbsent(name, any -> new FakeFiles());
  }
}
