package dev.berth.api;

import static dev.berth.api.Lab.container;
import static dev.berth.api.Lab.id;
import static dev.berth.api.Lab.inspect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.PostgresResource;
import dev.berth.RealEngine;
import dev.berth.Shell;
import dev.berth.node.Installation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the requests in {@code src/docs/examples}. In place of the big images there are small ones,
 * and memory is what the machine of the test has.
 */
@QuarkusTest
@TestProfile(RealEngine.class)
@QuarkusTestResource(PostgresResource.class)
class ExamplesIT {

  private static final Path EXAMPLES = Path.of("src/docs/examples");
  private static final Pattern BLOCK = Pattern.compile("(?s)```sh\\n(.*?)```");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SECONDS = Duration.ofSeconds(20);

  private final TestUsers users;
  private final Installation installation;
  @TempDir Path directory;
  private static String installationId = "";
  private Lab lab;

  ExamplesIT(TestUsers users, Installation installation) {
    this.users = users;
    this.installation = installation;
  }

  @AfterAll
  static void removeWhatIsKept() {
    Lab.removeWhatIsKept(installationId);
  }

  @BeforeEach
  void makeLab() {
    installationId = installation.id();
    lab = new Lab(users, directory);
  }

  @AfterEach
  void releaseAll() {
    lab.releaseAll();
  }

  @Test
  void everyExampleIsRunHere() throws IOException {
    try (var files = Files.list(EXAMPLES)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> name.endsWith(".json"))
          .containsExactlyInAnyOrder(
              "s40-mmdetection.json",
              "s41-mmseg.json",
              "s41-face-recognition.json",
              "s42-flask-app.json",
              "s43-picture-server.json");
    }
    try (var files = Files.list(EXAMPLES)) {
      String pages = Files.readString(EXAMPLES.resolve("README.md"));
      var all = files.map(file -> file.getFileName().toString()).toList();
      for (String page : all.stream().filter(name -> name.matches("s.*\\.md")).toList()) {
        assertThat(pages).contains("(" + page + ")");
        pages += Files.readString(EXAMPLES.resolve(page));
      }
      assertThat(pages)
          .contains(
              all.stream()
                  .filter(name -> name.endsWith(".json"))
                  .map(name -> "(" + name + ")")
                  .toList());
    }
  }

  @Test
  void s40TwoPortsPathOverSshAndSharedMemory() throws IOException {
    lab.allow("\"fixedPorts\": true");
    lab.catalogue("mmdetection", source());
    var lease = lab.running(example("s40-mmdetection", Map.of("memory", "1g", "shmSize", "512m")));
    assertThat(lease.getInt("ssh.port")).isEqualTo(8022);
    assertThat(lease.getInt("ports[1].host")).isEqualTo(8090);
    assertThat(lab.ssh(lease, "echo $PATH")).startsWith("/opt/conda/bin:");
    assertThat(lab.ssh(lease, "sudo sh -c 'echo $PATH'")).startsWith("/opt/conda/bin:");
    assertThat(lab.ssh(lease, "bash -lc 'echo $PATH'")).startsWith("/opt/conda/bin:");
    assertThat(lab.ssh(lease, "df -m --output=size /dev/shm | tail -1").strip()).isEqualTo("512");
    lab.ssh(lease, Lab.server(8888, "jupyter"));
    reads("127.0.0.1 8090", "jupyter");
  }

  @Test
  void s41DatasetsReadOnlyAndLeasesSideBySide() throws IOException {
    Path data = Files.createDirectory(directory.toRealPath().resolve("mnt"));
    Files.writeString(data.resolve("image"), "cat\n");
    lab.publish("mnt", data);
    lab.allow("\"datasets\": [\"mnt\"], \"hostIpc\": true");
    lab.catalogue("mmseg", source());
    lab.catalogue("face-recognition", source());
    var mmseg = lab.running(example("s41-mmseg", Map.of("memory", "1g")));
    var face = lab.running(example("s41-face-recognition", Map.of("memory", "1g")));
    for (var lease : List.of(mmseg, face)) {
      assertThat(lab.ssh(lease, "cat /mnt/image; sudo touch /mnt/x 2>&1 | grep -o Read-only"))
          .isEqualTo("cat\nRead-only");
      assertThat(lab.ssh(lease, "echo 'print(1)' > /workspace/run.py; ls /workspace"))
          .isEqualTo("run.py");
    }
    assertThat(inspect(face, "{{.HostConfig.IpcMode}}")).isEqualTo("host");
    var beside =
        lab.running(Map.of("mounts", List.of(Map.of("volume", "mmseg-code", "target", "/code"))));
    assertThat(lab.ssh(beside, "cat /code/run.py")).isEqualTo("print(1)");
    assertThat(mmseg.getInt("ssh.port")).isNotEqualTo(face.getInt("ssh.port"));
  }

  @Test
  void s42AnAppIsServedOnALeasedPort() throws IOException {
    lab.catalogue("python", image("python", "python3-minimal libpython3-stdlib", ""));
    var lease = lab.running(example("s42-flask-app", Map.of()));
    await()
        .atMost(SECONDS)
        .untilAsserted(
            () ->
                assertThat(Shell.docker("logs", container(lease)).output())
                    .contains("berth: the command ended with exit code 2"));
    lab.ssh(
        lease,
        """
        cat > /srv/flask/run.py <<'APP'
        from http.server import BaseHTTPRequestHandler, HTTPServer
        import getpass
        class App(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(("hello from " + getpass.getuser()).encode())
        HTTPServer(("0.0.0.0", 5000), App).serve_forever()
        APP""");
    lab.ada.act(id(lease), "restart");
    lab.ada.awaitState(id(lease), "running");
    serves("http://127.0.0.1:" + lease.getInt("ports[1].host") + "/", "hello from dev");
  }

  /** Runs what the page says, line by line. */
  @Test
  void s43APictureServerIsChangedByFilesAndASignal() throws IOException {
    lab.allow("\"fixedPorts\": true");
    lab.catalogue(
        "nginx", image("nginx", "nginx-light", "CMD [\"nginx\", \"-g\", \"daemon off;\"]"));
    Files.copy(
        EXAMPLES.resolve("s43-picture-server.json"), directory.resolve("s43-picture-server.json"));
    Files.writeString(directory.resolve("cat.jpg"), "a cat");
    var page = blocks("s43-picture-server");
    shell(page.get(1));
    var lease = lab.ada.awaitState("pictures", "running");
    assertThat(lease.getString("ssh")).isNull();
    assertThat(shell(page.get(2))).isEqualTo("a cat");

    shell(page.get(3));
    assertThat(directory.resolve("nginx.conf")).content().contains("include /etc/nginx");
    serves("http://127.0.0.1:9091/cat.jpg", "teapot");
    assertThat(Shell.docker("exec", container(lease), "cat", "/var/log/nginx/access.log").output())
        .contains("GET /cat.jpg HTTP/1.1\" 200");
  }

  /** What is to be typed on a page. */
  private static List<String> blocks(String page) throws IOException {
    return BLOCK
        .matcher(Files.readString(EXAMPLES.resolve(page + ".md")))
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  /** Types it, in the directory of the test; the editor adds a server that is a teapot. */
  private String shell(String lines) throws IOException {
    String script =
        """
        set -eo pipefail
        vi() { sed -i 's,include /etc/nginx/sites-enabled.*,server { listen 80; return 418 teapot; },' "$1"; }
        %s
        URL=$HERE
        %s
        """
            .formatted(blocks("README").getFirst(), lines.replace("//gpu1:", "//127.0.0.1:"));
    var result =
        Shell.run(
            List.of(
                "env",
                "-C",
                directory.toString(),
                "BERTH_TOKEN=" + lab.ada.user().token(),
                "HERE=" + RestAssured.baseURI + ":" + RestAssured.port,
                "bash",
                "-c",
                script));
    assertThat(result.exitCode()).as(result.output()).isZero();
    return result.output();
  }

  private static void serves(String url, String text) {
    await()
        .atMost(SECONDS)
        .untilAsserted(
            () -> assertThat(Shell.run(List.of("curl", "-sS", url)).output()).isEqualTo(text));
  }

  private static void reads(String address, String text) {
    var command = Stream.concat(Stream.of("nc", "-w", "2"), Stream.of(address.split(" "))).toList();
    await()
        .atMost(SECONDS)
        .untilAsserted(() -> assertThat(Shell.run(command).output()).isEqualTo(text));
  }

  private static Map<String, Object> example(String name, Map<String, Object> scaled)
      throws IOException {
    Map<String, Object> body =
        new HashMap<>(
            JSON.readValue(
                EXAMPLES.resolve(name + ".json").toFile(),
                new TypeReference<Map<String, Object>>() {}));
    body.putAll(scaled);
    return body;
  }

  private static String source() {
    return System.getProperty("berth.test.source-image", "debian:bookworm-slim");
  }

  /** A small image with Debian's own package of a program; the builder's cache keeps it. */
  private String image(String name, String packages, String command) throws IOException {
    Path context = Files.createDirectory(directory.resolve("image-" + name));
    Files.writeString(
        context.resolve("Dockerfile"),
        """
        FROM %s
        RUN apt-get update && apt-get install -y --no-install-recommends %s
        %s
        """
            .formatted(source(), packages, command));
    String tag = "berth/example-" + name + ":local";
    var built =
        Shell.run(
            List.of("env", "DOCKER_BUILDKIT=0", "docker", "build", "-t", tag, context.toString()));
    assertThat(built.exitCode()).as(built.output()).isZero();
    return tag;
  }
}
