package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.Leftovers;
import dev.berth.account.Role;
import dev.berth.kernel.LeaseId;
import dev.berth.node.Installation;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One lease of one image, taken through the API, for all tests of a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OneLease {

  static final Map<String, String> NASTY =
      Map.of("NASTY", "a b \"c\" $d #e \\f 'g'", "LONG", "x".repeat(2048));

  private static final Duration BAKING = Duration.ofMinutes(5);

  private final TestUsers users;
  private final Installation installation;
  private final String image;
  private int port;
  Path directory;
  Tenant tenant;
  JsonPath lease;
  SshClient client;

  /** {@code image} becomes the name in the catalogue and of the lease. */
  OneLease(TestUsers users, Installation installation, String image) {
    this.users = users;
    this.installation = installation;
    this.image = image;
  }

  /** The image to bake, made first if need be. */
  abstract String source(Path directory);

  @BeforeAll
  void keepFilesIn(@TempDir Path directory) {
    this.directory = directory;
  }

  /** Not before all: the address of the service is told to each test alone. */
  @BeforeEach
  void takeTheLease() {
    if (port == 0) {
      takeALease();
      port = RestAssured.port;
    }
  }

  private void takeALease() {
    var admin = users.make(Role.ADMIN);
    admin
        .asks()
        .contentType(ContentType.JSON)
        .body(Map.of("name", image, "source", source(directory)))
        .post("/api/v1/images")
        .then()
        .statusCode(202);
    await()
        .atMost(BAKING)
        .untilAsserted(
            () ->
                assertThat(
                        admin.asks().get("/api/v1/images/" + image).jsonPath().getString("state"))
                    .isEqualTo("baked"));
    tenant = new Tenant(users.make(Role.USER), directory);
    tenant.request(
        Map.of("name", image, "image", image, "ttl", "1h", "memory", "1g", "env", NASTY));
    lease = tenant.awaitState(image, "running");
    client = SshClient.of(tenant, image, directory);
  }

  @AfterAll
  void leaveNothing() {
    int before = RestAssured.port;
    RestAssured.port = port;
    tenant.release(image);
    tenant.awaitState(lease.getString("id"), "released");
    users.make(Role.ADMIN).asks().delete("/api/v1/images/" + image).then().statusCode(204);
    Leftovers.remove(installation.id());
    RestAssured.port = before;
  }

  /** What an admin does to the lease's owner. */
  void setEnabled(boolean enabled) {
    users
        .make(Role.ADMIN)
        .asks()
        .contentType(ContentType.JSON)
        .body(Map.of("enabled", enabled))
        .patch("/api/v1/admin/users/" + tenant.user().handle())
        .then()
        .statusCode(200);
  }

  String container() {
    return new LeaseId(lease.getString("id")).containerName();
  }
}
