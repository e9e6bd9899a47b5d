package dev.berth.api;

import dev.berth.Shell;
import dev.berth.account.Role;
import dev.berth.kernel.LeaseId;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A tenant on the real engine, with an admin who gives her what she asks for. */
final class Lab {

  final Tenant ada;
  private final TestUsers users;

  Lab(TestUsers users, Path directory) {
    this.users = users;
    this.ada = new Tenant(users.make(Role.USER), directory);
  }

  /** Removes what an installation keeps: networks come out of a pool of some thirty. */
  static void removeWhatIsKept(String installation) {
    String mine = "label=dev.berth.installation=" + installation;
    lines("volume", "ls", "-q", "--filter", mine).forEach(v -> Shell.docker("volume", "rm", v));
    lines("network", "ls", "-q", "--filter", mine).forEach(n -> Shell.docker("network", "rm", n));
    lines("images", "-q", "--filter", mine).forEach(i -> Shell.docker("rmi", "-f", i));
  }

  void releaseAll() {
    var mine = ada.user().asks().get("/api/v1/leases").jsonPath().getList("items.id", String.class);
    mine.forEach(ada::release);
    mine.forEach(lease -> ada.awaitState(lease, "released"));
  }

  /** A lease that runs; of the image {@code debian} and small where nothing else is said. */
  JsonPath running(Map<String, Object> request) {
    return ada.awaitState(id(ask(request, 202)), "running");
  }

  JsonPath ask(Map<String, Object> request, int status) {
    var body = new HashMap<>(request);
    body.putIfAbsent("image", "debian");
    body.putIfAbsent("memory", "512m");
    return ada.user()
        .asks()
        .contentType(ContentType.JSON)
        .body(body)
        .post("/api/v1/leases")
        .then()
        .log()
        .ifValidationFails()
        .statusCode(status)
        .extract()
        .jsonPath();
  }

  /** Asks under an Idempotency-Key. */
  JsonPath post(Map<String, Object> body, String key) {
    return ada.user()
        .asks()
        .header("Idempotency-Key", key)
        .contentType(ContentType.JSON)
        .body(body)
        .post("/api/v1/leases")
        .then()
        .statusCode(202)
        .extract()
        .jsonPath();
  }

  /** Gives Ada a plan that allows this beyond the default, as {@code "rootLogin": true}. */
  void allow(String permissions) {
    var admin = users.make(Role.ADMIN);
    String plan = "plan-" + ada.user().handle();
    admin
        .asks()
        .contentType(ContentType.JSON)
        .body("{\"permissions\": {" + permissions + "}}")
        .put("/api/v1/admin/plans/" + plan)
        .then()
        .statusCode(201);
    admin
        .asks()
        .contentType(ContentType.JSON)
        .body(Map.of("plan", plan))
        .patch("/api/v1/admin/users/" + ada.user().handle())
        .then()
        .statusCode(200);
  }

  void publish(String dataset, Path path) {
    users
        .make(Role.ADMIN)
        .asks()
        .contentType(ContentType.JSON)
        .body(Map.of("path", path.toString()))
        .put("/api/v1/admin/datasets/" + dataset)
        .then()
        .statusCode(201);
  }

  /** Adds an image to the catalogue. */
  void catalogue(String name, String source) {
    users
        .make(Role.ADMIN)
        .asks()
        .contentType(ContentType.JSON)
        .body(Map.of("name", name, "source", source))
        .post("/api/v1/images")
        .then()
        .statusCode(201);
  }

  String ssh(JsonPath lease, String command) {
    return ada.ssh(lease, command).output();
  }

  static String id(JsonPath lease) {
    return lease.getString("id");
  }

  static String container(JsonPath lease) {
    return new LeaseId(id(lease)).containerName();
  }

  static String inspect(JsonPath lease, String format) {
    return Shell.docker("inspect", "--format", format, container(lease)).output();
  }

  static List<String> lines(String... arguments) {
    return Shell.docker(arguments).output().lines().toList();
  }

  /** A one-line server in the background, with what a bare Debian has. */
  static String server(int port, String text) {
    return "nohup perl -MIO::Socket::INET -e '$s=IO::Socket::INET->new(Listen=>1,LocalPort=>"
        + port
        + ",ReuseAddr=>1);while($c=$s->accept){print $c \""
        + text
        + "\\n\";close $c}' > /dev/null 2>&1 < /dev/null & sleep 0.3";
  }
}
