package dev.berth.engine.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectExecResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Request.Method;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import dev.berth.engine.Archive;
import dev.berth.engine.ContainerAccess;
import dev.berth.engine.EngineException;
import dev.berth.engine.RunningCommand;
import dev.berth.engine.RunningTerminal;
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
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The inside of one installation's containers on one Docker Engine. It has connections of its own:
 * what people do for long must not be in the way of the watchdog.
 */
public final class DockerAccess implements ContainerAccess, Closeable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Bytes of text that one answer with log lines has at most. */
  private static final int LOG_BYTES = 1 << 20;

  private final DockerConfig.Deadlines deadline;
  private final DockerLabels labels;
  private final DockerCalls calls;

  /**
   * @param installation as {@link DockerEngine} has it
   */
  public DockerAccess(DockerConfig config, String installation) {
    this.deadline = config.deadline();
    this.labels = new DockerLabels(installation);
    this.calls = new DockerCalls(config);
  }

  private Optional<String> own(String name) throws EngineException {
    return calls.call(
        "inspect container " + name,
        deadline.look(),
        docker -> labels.inspect(docker, name).map(InspectContainerResponse::getId));
  }

  private String require(String name) throws EngineException {
    return own(name)
        .orElseThrow(
            () -> new EngineException.Rejected("no container " + name + " of this installation"));
  }

  @Override
  public RunningCommand run(String name, CommandSpec command) throws EngineException {
    return DockerCommand.start(calls, deadline, require(name), command);
  }

  @Override
  public RunningTerminal terminal(
      String name, TerminalSpec spec, Consumer<byte[]> onOutput, Runnable ended)
      throws EngineException {
    return DockerTerminal.start(
        calls, deadline, require(name), spec, new DockerTerminal.Listener(onOutput, ended));
  }

  @Override
  public Optional<CommandState> find(String name, String commandId) throws EngineException {
    Optional<String> id = own(name);
    if (id.isEmpty()) {
      return Optional.empty();
    }
    return calls.call(
        "look for a command in container " + name,
        deadline.look(),
        docker -> state(docker, id.get(), commandId));
  }

  private static Optional<CommandState> state(
      DockerClient docker, String container, String commandId) {
    try {
      InspectExecResponse found = docker.inspectExecCmd(commandId).exec();
      if (!container.equals(found.getContainerID())) {
        return Optional.empty();
      }
      boolean running = Boolean.TRUE.equals(found.isRunning());
      long exitCode = Objects.requireNonNullElse(found.getExitCodeLong(), 0L);
      return Optional.of(new CommandState(running, running ? 0 : (int) exitCode));
    } catch (NotFoundException forgotten) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> inspect(String name) throws EngineException {
    Optional<String> id = own(name);
    if (id.isEmpty()) {
      return Optional.empty();
    }
    var request = Request.builder().method(Method.GET).path("/containers/" + id.get() + "/json");
    return calls.text("inspect container " + name, deadline.look(), request.build());
  }

  @Override
  public void signal(String name, Signal signal) throws EngineException {
    String id = require(name);
    calls.call(
        "send " + signal + " to container " + name,
        deadline.change(),
        docker -> docker.killContainerCmd(id).withSignal(signal.name()).exec());
  }

  @Override
  public LogPage logs(String name, LogQuery query) throws EngineException {
    var kept = new NewestLines(LOG_BYTES);
    Optional<String> id = own(name);
    if (id.isEmpty()) {
      return kept.page();
    }
    var reader = new LogReader(query, kept::add);
    try {
      calls.<Frame>drain(
          "read the log of container " + name,
          deadline.look(),
          docker -> LogReader.command(docker, id.get(), query),
          reader::add);
    } catch (EngineException.Rejected e) {
      if (!(e.getCause() instanceof NotFoundException)) {
        throw e;
      }
    }
    reader.end();
    return kept.page();
  }

  @Override
  public AutoCloseable followLogs(
      String name, LogQuery query, Consumer<LogLine> onLine, Runnable ended)
      throws EngineException {
    String id = require(name);
    var reader = new LogReader(query, onLine);
    var stream =
        new DockerStream<Frame>(
            reader::add,
            () -> {
              reader.end();
              ended.run();
            });
    return calls.follow(
        "follow the log of container " + name,
        deadline.look(),
        docker -> LogReader.command(docker, id, query).withFollowStream(true),
        stream);
  }

  @Override
  public List<ContainerProcess> top(String name) throws EngineException {
    String id = require(name);
    return calls.call(
        "list the processes of container " + name,
        deadline.look(),
        docker -> Processes.of(docker.topContainerCmd(id).withPsArgs(Processes.COLUMNS).exec()));
  }

  @Override
  public List<String> commandLines(String name) throws EngineException {
    String id = require(name);
    return calls.call(
        "list the command lines of container " + name,
        deadline.look(),
        docker ->
            Processes.commandLines(
                docker.topContainerCmd(id).withPsArgs(Processes.COMMAND_LINES).exec()));
  }

  @Override
  public Usage usage(String name) throws EngineException {
    String id = require(name);
    var last = new Usage[1];
    calls.drain(
        "read the usage of container " + name,
        deadline.look(),
        docker -> docker.statsCmd(id).withNoStream(true),
        sample -> DockerUsage.of(sample).ifPresent(usage -> last[0] = usage));
    return Optional.ofNullable(last[0])
        .orElseThrow(() -> new EngineException.Rejected("container " + name + " is not running"));
  }

  @Override
  public Counters counters(String name) throws EngineException {
    String what = "read the counters of container " + name;
    var request =
        Request.builder()
            .method(Method.GET)
            .path("/containers/" + require(name) + "/stats?stream=false&one-shot=true")
            .build();
    return calls
        .text(what, deadline.look(), request)
        .flatMap(DockerUsage::counters)
        .orElseThrow(() -> new EngineException.Rejected("container " + name + " is not running"));
  }

  @Override
  public AutoCloseable followUsage(String name, Consumer<Usage> onSample, Runnable ended)
      throws EngineException {
    String id = require(name);
    return calls.follow(
        "follow the usage of container " + name,
        deadline.look(),
        docker -> docker.statsCmd(id),
        new DockerStream<>(sample -> DockerUsage.of(sample).ifPresent(onSample), ended));
  }

  @Override
  public Optional<Archive> read(String name, String path) throws EngineException {
    return open(name, require(name), path).map(archive -> archive);
  }

  private Optional<DockerArchive> open(String name, String id, String path) throws EngineException {
    String what = "read files of container " + name;
    Response response = calls.exchange(what, request("GET", id, path).build());
    if (response.getStatusCode() < 400) {
      return Optional.of(new DockerArchive(response, deadline.archive()));
    }
    EngineException refusal = refusal(what, response);
    // "Could not find the file", and "not a directory" for a path that goes through a file.
    if (response.getStatusCode() == 404 || isNotADirectory(refusal)) {
      return Optional.empty();
    }
    throw refusal;
  }

  @Override
  public Unpacked unpack(String name, String directory, InputStream tar) throws EngineException {
    String id = require(name);
    // Asked first: to a body that nobody reads, the engine's answer gets lost.
    try (DockerArchive there = open(name, id, directory + "/.").orElse(null)) {
      if (there == null || !there.isDirectory()) {
        return Unpacked.NO_SUCH_DIRECTORY;
      }
    }
    String what = "put files into container " + name;
    var request =
        request("PUT", id, directory)
            .headers(Map.of("Content-Type", "application/x-tar"))
            .body(tar)
            .build();
    Response response = calls.exchange(what, request);
    if (response.getStatusCode() < 400) {
      response.close();
      return Unpacked.DONE;
    }
    throw refusal(what, response);
  }

  private static Request.Builder request(String method, String id, String path) {
    var builder = Request.builder();
    builder
        .method(method)
        .path(
            "/containers/"
                + id
                + "/archive?path="
                + URLEncoder.encode(path, StandardCharsets.UTF_8));
    return builder;
  }

  private static boolean isNotADirectory(EngineException refusal) {
    return String.valueOf(refusal.getMessage()).contains("not a directory");
  }

  /** The engine's own text; closes the response. */
  private static EngineException refusal(String what, Response response) {
    try (response) {
      String text = new String(response.getBody().readNBytes(4096), StandardCharsets.UTF_8);
      return new EngineException.Rejected(what + ": " + message(text));
    } catch (IOException e) {
      return new EngineException.Unavailable(what + ": the answer broke off", e);
    }
  }

  private static String message(String json) {
    try {
      return JSON.readTree(json).path("message").asText(json).strip();
    } catch (JsonProcessingException notJson) {
      return json.strip();
    }
  }

  @Override
  public void close() throws IOException {
    calls.close();
  }
}
