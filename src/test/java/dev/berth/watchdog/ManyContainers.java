package dev.berth.watchdog;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.berth.kernel.LeaseId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** As much of Docker's API as it takes to look at thousands of containers, which are all alike. */
final class ManyContainers implements AutoCloseable {

  private static final Pattern INSPECT = Pattern.compile(".*/containers/(berth-[a-z0-9]+)/json");
  private static final String LABELS =
      """
      {"dev.berth.installation": "%s", "dev.berth.lease": "%s", "dev.berth.generation": "0"}""";

  private final HttpServer server;
  private final String installation;
  private final String state;
  private final byte[] list;
  private final LongAdder looks = new LongAdder();

  ManyContainers(String installation, String state, List<LeaseId> leases) throws IOException {
    this.installation = installation;
    this.state = state;
    this.list =
        leases.stream()
            .map(this::listed)
            .collect(Collectors.joining(",", "[", "]"))
            .getBytes(UTF_8);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  String address() {
    return "tcp://127.0.0.1:" + server.getAddress().getPort();
  }

  /** How often a container was looked at. */
  long looks() {
    return looks.sum();
  }

  /** About as long as a real engine's. */
  private String listed(LeaseId lease) {
    String id = "%064d".formatted(lease.value().hashCode() & Integer.MAX_VALUE);
    return """
        {"Id": "%s", "Names": ["/%s"], "Image": "berth/debian:1", "ImageID": "sha256:%s",
        "Command": "/usr/lib/berth/entrypoint", "Created": 1700000000, "State": "%s",
        "Status": "Up 2 days", "Labels": %s,
        "Ports": [{"IP": "127.0.0.1", "PrivatePort": 22, "PublicPort": 22000, "Type": "tcp"}],
        "HostConfig": {"NetworkMode": "berth"}, "NetworkSettings": {"Networks": {"berth": {
        "NetworkID": "%s", "EndpointID": "%s", "Gateway": "172.18.0.1", "IPAddress": "172.18.0.2",
        "IPPrefixLen": 16, "MacAddress": "02:42:ac:12:00:02"}}}, "Mounts": [{"Type": "volume",
        "Name": "home", "Source": "/var/lib/docker/volumes/home/_data", "Destination": "/home/dev",
        "Driver": "local", "Mode": "z", "RW": true, "Propagation": ""}]}"""
        .formatted(
            id, lease.containerName(), id, state, LABELS.formatted(installation, lease), id, id);
  }

  private String inspected(String name) {
    looks.increment();
    var lease = name.substring("berth-".length()).toUpperCase(Locale.ROOT);
    return """
        {"Id": "%064d", "Name": "/%s", "State": {"Status": "%s", "Running": %s, "ExitCode": 0,
        "OOMKilled": false}, "Config": {"Labels": %s}, "HostConfig": {"NetworkMode": "berth",
        "NanoCpus": 1500000000, "Memory": 4294967296, "PidsLimit": 4096}}"""
        .formatted(
            name.hashCode() & Integer.MAX_VALUE,
            name,
            state,
            state.equals("running"),
            LABELS.formatted(installation, lease));
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    exchange.getRequestBody().readAllBytes();
    if (path.endsWith("/events")) {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().flush();
      return; // Nothing ever happens.
    }
    byte[] body = path.endsWith("/containers/json") ? list : small(path).getBytes(UTF_8);
    boolean made = path.endsWith("/exec") && exchange.getRequestMethod().equals("POST");
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(made ? 201 : 200, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private String small(String path) {
    var inspect = INSPECT.matcher(path);
    if (inspect.matches()) {
      return inspected(inspect.group(1));
    }
    return switch (path.substring(path.lastIndexOf('/') + 1)) {
      case "_ping" -> "OK";
      case "version" -> "{\"Version\": \"28.0.0\", \"ApiVersion\": \"1.41\"}";
      case "info" ->
          """
          {"Name": "many", "NCPU": 2, "MemTotal": 8000000000, "Driver": "overlay2",
          "OperatingSystem": "none", "DefaultRuntime": "runc", "CgroupVersion": "2"}""";
      case "exec" -> "{\"Id\": \"1\"}";
      case "json" -> path.contains("/exec/") ? "{\"Running\": false, \"ExitCode\": 0}" : "[]";
      case "networks" -> "[]";
      case "volumes" -> "{\"Volumes\": []}";
      default -> "";
    };
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
