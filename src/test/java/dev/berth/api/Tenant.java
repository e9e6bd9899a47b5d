package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.Shell;
import dev.berth.api.TestUsers.TestUser;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A user with a key pair of her own, who does with Berth and ssh what a person would. */
public final class Tenant {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final TestUser user;
  private final Path directory;
  private final Path key;

  public Tenant(TestUser user, Path directory) {
    this.user = user;
    this.directory = directory;
    this.key = newKey("id");
    addKey("id");
  }

  public TestUser user() {
    return user;
  }

  /** Makes a key pair; its public half is not known to Berth yet. */
  public Path newKey(String name) {
    Path file = directory.resolve(name);
    Shell.run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString()));
    return file;
  }

  public void addKey(String name) {
    try {
      String line = Files.readString(directory.resolve(name + ".pub")).strip();
      user.asks()
          .contentType(ContentType.JSON)
          .body(Map.of("name", name, "publicKey", line))
          .post("/api/v1/me/keys")
          .then()
          .log()
          .ifValidationFails()
          .statusCode(201);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void removeKey(String name) {
    user.asks().delete("/api/v1/me/keys/" + name).then().statusCode(204);
  }

  /** Asks for a lease of the image {@code debian}, small so that many fit. */
  public JsonPath request(String name, String ttl) {
    return request(Map.of("name", name, "image", "debian", "ttl", ttl, "memory", "512m"));
  }

  public JsonPath request(Map<String, Object> body) {
    return user.asks()
        .contentType(ContentType.JSON)
        .body(body)
        .post("/api/v1/leases")
        .then()
        .statusCode(202)
        .extract()
        .jsonPath();
  }

  public JsonPath get(String lease) {
    return user.asks().get("/api/v1/leases/" + lease).then().statusCode(200).extract().jsonPath();
  }

  public JsonPath act(String lease, String verb) {
    return user.asks()
        .post("/api/v1/leases/" + lease + "/" + verb)
        .then()
        .statusCode(202)
        .extract()
        .jsonPath();
  }

  public JsonPath change(String lease, Map<String, Object> body) {
    return user.asks()
        .contentType(ContentType.JSON)
        .body(body)
        .patch("/api/v1/leases/" + lease)
        .then()
        .log()
        .ifValidationFails()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  public void extend(String lease, String by) {
    user.asks()
        .contentType(ContentType.JSON)
        .body(Map.of("by", by))
        .post("/api/v1/leases/" + lease + "/extend")
        .then()
        .statusCode(200);
  }

  public void release(String lease) {
    user.asks().delete("/api/v1/leases/" + lease).then().statusCode(202);
  }

  /** Waits until a lease is in a state. */
  public JsonPath awaitState(String lease, String state) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> assertThat(get(lease).getString("state")).isEqualTo(state));
    return get(lease);
  }

  public List<String> events(String lease) {
    return user.asks().get("/api/v1/leases/" + lease + "/events").jsonPath().getList("items.kind");
  }

  /** Runs a command by plain ssh, with the host key that Berth published and no questions asked. */
  public Shell.Result ssh(JsonPath lease, String... command) {
    return ssh(lease, key, command);
  }

  public Shell.Result ssh(JsonPath lease, Path identity, String... command) {
    return Shell.run(
        Stream.concat(
                Stream.of(
                    "ssh -F /dev/null -o StrictHostKeyChecking=yes -o BatchMode=yes".split(" ")),
                Stream.concat(
                    Stream.of(
                        "-o",
                        "ConnectTimeout=10",
                        "-o",
                        "IdentitiesOnly=yes",
                        "-o",
                        "UserKnownHostsFile=" + knownHosts(),
                        "-i",
                        identity.toString(),
                        "-p",
                        lease.getString("ssh.port"),
                        lease.getString("ssh.user") + "@127.0.0.1"),
                    Stream.of(command)))
            .toList());
  }

  /** The known_hosts that Berth gives out, in a file. */
  public Path knownHosts() {
    try {
      return Files.writeString(
          directory.resolve("known_hosts"), user.asks().get("/api/v1/me/known-hosts").asString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path key() {
    return key;
  }
}
