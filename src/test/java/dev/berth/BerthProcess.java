package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The packaged application as a process of its own, which can be killed and started again on the
 * same home. After a test that failed it shows its log; in the end it removes what its installation
 * left on the engine.
 */
public final class BerthProcess implements AfterTestExecutionCallback, AfterAllCallback {

  private static final Path APPLICATION = Path.of("target", "quarkus-app", "quarkus-run.jar");
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final int SHOWN_LINES = 200;

  private final Path home;
  private final Path log;
  private final Map<String, String> settings;
  private final HttpClient http = HttpClient.newHttpClient();
  private volatile @Nullable Process process;
  private volatile int port;

  /**
   * @param name of its directory and log under {@code target/it}
   */
  public BerthProcess(String name, Map<String, String> settings) {
    this(name, homeOf(name), settings);
  }

  /**
   * @param name of its log under {@code target/it}
   * @param home which several replicas may have in common
   */
  public BerthProcess(String name, Path home, Map<String, String> settings) {
    this.home = home;
    this.settings = settings;
    try {
      this.log = home.resolveSibling(name + ".log");
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path homeOf(String name) {
    try {
      Path directory = Files.createDirectories(Path.of("target", "it").toAbsolutePath());
      return Files.createTempDirectory(directory, name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An answer of the API. */
  public record Answer(int status, HttpHeaders headers, String body) {
    public JsonPath json() {
      return JsonPath.from(body);
    }

    public Answer expect(int expected) {
      assertThat(status).as(body).isEqualTo(expected);
      return this;
    }
  }

  /** Directory for files of the test too. */
  public Path home() {
    return home;
  }

  /** Starts it on a free port and returns when it is ready, its settings as those of before. */
  public void start(Map<String, String> more) throws IOException {
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    var command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Dberth.home=" + home,
                "-Dquarkus.http.port=" + port));
    Stream.of(settings, more)
        .flatMap(each -> each.entrySet().stream())
        .map(entry -> "-D" + entry.getKey() + "=" + entry.getValue())
        .forEach(command::add);
    command.addAll(List.of("-jar", APPLICATION.toAbsolutePath().toString()));
    var started =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    process = started;
    await("readiness")
        .atMost(START)
        .pollInterval(Duration.ofMillis(200))
        .failFast("Berth ended", () -> !started.isAlive())
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(() -> get("/q/health/ready").status() == 200);
  }

  public void start() throws IOException {
    start(Map.of());
  }

  /** {@code kill -9}. */
  public void kill() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
      process = null;
    }
  }

  /** Empty where it does not run. */
  public Optional<ProcessHandle> process() {
    return Optional.ofNullable(process).map(Process::toHandle);
  }

  public Answer get(String path) {
    return send(path, "GET", "", ANSWER);
  }

  Answer get(String path, Duration within) {
    return send(path, "GET", "", within);
  }

  public Answer post(String path, String json) {
    return send(path, "POST", json, ANSWER);
  }

  Answer post(String path, String json, Duration within) {
    return send(path, "POST", json, within);
  }

  public Answer delete(String path) {
    return send(path, "DELETE", "", ANSWER);
  }

  private Answer send(String path, String method, String body, Duration within) {
    return asAdmin(method, path, body, within);
  }

  /**
   * @throws UncheckedIOException if there is no answer
   */
  public Answer asAdmin(String method, String path, String body, Duration within) {
    try {
      var headers = new HashMap<String, String>();
      if (path.startsWith("/api/")) {
        String token = Files.readString(home.resolve("admin-token")).strip();
        headers.put("Authorization", "Bearer " + token);
      }
      return send(method, path, body, headers, within);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws UncheckedIOException if there is no answer
   */
  public Answer send(
      String method, String path, String body, Map<String, String> headers, Duration within) {
    try {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .timeout(within)
              .method(
                  method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
              .header("Content-Type", "application/json");
      headers.forEach(request::header);
      var response = http.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The line by which Docker's commands find what is this installation's. */
  public String filter() throws IOException {
    return "label=dev.berth.installation=" + Files.readString(home.resolve("installation")).strip();
  }

  /** Everything that was logged so far, by all runs. */
  public List<String> log() throws IOException {
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }

  @Override
  public void afterTestExecution(ExtensionContext context) throws IOException {
    if (context.getExecutionException().isPresent()) {
      var lines = log();
      System.err.println("The last lines of " + log + ":");
      lines.stream().skip(Math.max(0, lines.size() - SHOWN_LINES)).forEach(System.err::println);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    end();
    if (Files.exists(home.resolve("installation"))) {
      removeAll("rm -f -v", "ps -aq --filter " + filter());
      removeAll("volume rm", "volume ls -q --filter " + filter());
      removeAll("network rm", "network ls -q --filter " + filter());
      removeAll("rmi -f", "images -q --filter " + filter());
    }
    http.close();
  }

  /** Without a kill the application stops its database itself. */
  private void end() throws IOException, InterruptedException {
    var running = process;
    if (running != null) {
      running.destroy();
      if (!running.waitFor(30, TimeUnit.SECONDS)) {
        kill();
      }
    }
    Path postmaster = home.resolve("postgres/data/postmaster.pid");
    if (Files.exists(postmaster)) {
      ProcessHandle.of(Long.parseLong(Files.readAllLines(postmaster).getFirst().strip()))
          .filter(BerthProcess::isPostgres)
          .ifPresent(ProcessHandle::destroy);
    }
  }

  private static boolean isPostgres(ProcessHandle handle) {
    return handle.info().command().filter(command -> command.endsWith("postgres")).isPresent();
  }

  private void removeAll(String remove, String list) {
    var found = docker(list.split(" ")).stream().distinct().toList();
    if (!found.isEmpty()) {
      docker(Stream.concat(Stream.of(remove.split(" ")), found.stream()).toArray(String[]::new));
    }
  }

  /** On the engine that the settings name, or else on the machine's. */
  private List<String> docker(String... arguments) {
    return Command.docker(
        Stream.concat(
                Optional.ofNullable(settings.get("berth.engine.host")).stream()
                    .flatMap(host -> Stream.of("-H", host)),
                Stream.of(arguments))
            .toArray(String[]::new));
  }
}
