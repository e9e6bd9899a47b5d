package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.Shell;
import dev.berth.audit.Audit;
import dev.berth.audit.AuditEntry;
import dev.berth.kernel.LeaseId;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** A running lease named {@code box}, and what its owner does inside of it through the API. */
final class Box {

  static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Tenant owner;
  private final JsonPath lease;
  private final String container;

  Box(Tenant owner) {
    this.owner = owner;
    owner.request("box", "1h");
    this.lease = owner.awaitState("box", "running");
    this.container = new LeaseId(id()).containerName();
  }

  String id() {
    return lease.getString("id");
  }

  void release() {
    owner.release(id());
    owner.awaitState(id(), "released");
  }

  /** What an installation leaves on the engine. */
  static void removeAllOf(String installation) {
    String mine = "label=dev.berth.installation=" + installation;
    lines("volume", "ls", "-q", "--filter", mine).forEach(v -> Shell.docker("volume", "rm", v));
    lines("network", "ls", "-q", "--filter", mine).forEach(n -> Shell.docker("network", "rm", n));
    lines("images", "-q", "--filter", mine).forEach(i -> Shell.docker("rmi", "-f", i));
  }

  private static List<String> lines(String... command) {
    return Stream.of(Shell.docker(command).output().split("\n"))
        .filter(line -> !line.isEmpty())
        .toList();
  }

  ValidatableResponse exec(Map<String, Object> body) {
    return post("/api/v1/leases/box/exec", body);
  }

  ValidatableResponse post(String path, Map<String, Object> body) {
    return owner.user().asks().contentType(ContentType.JSON).body(body).post(path).then();
  }

  ValidatableResponse get(String path) {
    return owner.user().asks().urlEncodingEnabled(false).get("/api/v1/leases/box/" + path).then();
  }

  ValidatableResponse delete(String path) {
    return owner.user().asks().delete("/api/v1/leases/box/" + path).then();
  }

  List<String> logs(String query) {
    return get("logs" + query).statusCode(200).extract().jsonPath().getList("lines.text");
  }

  /** A request past REST Assured, for what is streamed. */
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/api/v1/leases/box/" + path))
        .header("Authorization", "Bearer " + owner.user().token());
  }

  Stream<String> stream(String path) throws IOException, InterruptedException {
    var answer =
        HTTP.send(
            request(path).header("Accept", "text/event-stream").build(), BodyHandlers.ofLines());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  HttpResponse<String> put(String path, Path tar) throws IOException, InterruptedException {
    return HTTP.send(
        request("files?path=" + path)
            .header("Content-Type", "application/x-tar")
            .PUT(BodyPublishers.ofFile(tar))
            .build(),
        BodyHandlers.ofString());
  }

  /** The main process writes a line. */
  void say(String line) {
    Shell.docker("exec", container, "sh", "-c", "echo \"$1\" > /proc/1/fd/1", "sh", line);
  }

  List<String> processes() {
    return Shell.docker("top", container, "-eo", "pid,args").output().lines().toList();
  }

  /** Details of what the audit trail has on this lease. */
  List<String> acts(Audit audit, String action) {
    return audit.list(OptionalLong.empty(), 100).stream()
        .filter(entry -> entry.action().equals(action))
        .filter(entry -> entry.subject().equals(id()))
        .map(AuditEntry::detail)
        .toList();
  }
}
