package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.berth.Leftovers;
import dev.berth.PostgresResource;
import dev.berth.RealEngine;
import dev.berth.account.Role;
import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.node.Installation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody writes and writes, on the machine's own engine. */
@QuarkusTest
@TestProfile(DiskLeaseIT.OftenMeasured.class)
@QuarkusTestResource(PostgresResource.class)
class DiskLeaseIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final long MEBIBYTE = 1L << 20;

  /** As in production, but that disks are measured all the time. */
  public static final class OftenMeasured implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      var all = new HashMap<>(new RealEngine().getConfigOverrides());
      all.put("berth.disk.every", "1s");
      all.put("berth.disk.patience", "10s");
      return all;
    }
  }

  private static String installationId = "";

  private final TestUsers users;
  private final Installation installation;
  private final ContainerEngine engine;
  private final InstantSource clock;
  @TempDir Path directory;
  private Tenant tenant;

  DiskLeaseIT(
      TestUsers users, Installation installation, ContainerEngine engine, InstantSource clock) {
    this.users = users;
    this.installation = installation;
    this.engine = engine;
    this.clock = clock;
  }

  @AfterAll
  static void removeWhatTheInstallationKeeps() {
    Leftovers.remove(installationId);
  }

  @BeforeEach
  void makeAUser() {
    installationId = installation.id();
    tenant = new Tenant(users.make(Role.USER), directory);
  }

  private ValidatableResponse ask(String body) {
    return tenant
        .user()
        .asks()
        .contentType(ContentType.JSON)
        .body(body)
        .post("/api/v1/leases")
        .then();
  }

  private void limit(String most) {
    users
        .make(Role.ADMIN)
        .asks()
        .contentType(ContentType.JSON)
        .body(
            Map.of(
                "value",
                most,
                "until",
                clock.instant().plusSeconds(3600).toString(),
                "reason",
                "test"))
        .put("/api/v1/admin/users/" + tenant.user().handle() + "/exceptions/maxDisk")
        .then()
        .statusCode(201);
  }

  @Test
  void whatIsWrittenIsSeenAndTooMuchOfItStopsTheLease() {
    var lease = tenant.request("writer", "1h").getString("id");
    var running = tenant.awaitState("writer", "running");
    tenant.ssh(running, "head -c 50M /dev/urandom >/var/tmp/big; head -c 20M /dev/urandom >~/big");
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(tenant.get("writer").getObject("disk.layer", Long.class))
                  .isBetween(50 * MEBIBYTE, 60 * MEBIBYTE);
              var home = tenant.user().asks().get("/api/v1/volumes").jsonPath();
              assertThat(home.getObject("items.find { it.name == 'home' }.bytes", Long.class))
                  .isBetween(20 * MEBIBYTE, 25 * MEBIBYTE);
            });

    limit("64m");
    await().atMost(SOON).untilAsserted(() -> assertThat(tenant.events("writer")).contains("disk"));
    ask("{\"image\": \"debian\", \"name\": \"more\"}")
        .statusCode(409)
        .body("type", equalTo("/problems/quota-exceeded"))
        .body("detail", containsString("release lease 'writer'"));
    tenant.awaitState("writer", "stopped");
    List<String> notes =
        tenant
            .user()
            .asks()
            .get("/api/v1/leases/writer/events")
            .jsonPath()
            .getList("items.message");
    assertThat(notes)
        .anyMatch(note -> note.startsWith("no lease of yours starts: maxDisk: "))
        .anyMatch(note -> note.startsWith("your leases are stopped, and nothing is removed"))
        .anyMatch(note -> note.contains("has had more on the disk than she may for too long"));

    tenant.release("writer");
    tenant.awaitState(lease, "released");
    ask("{\"image\": \"debian\", \"name\": \"more\"}").statusCode(202);
    tenant.awaitState("more", "running");
    tenant.release("more");
  }

  @Test
  void aHardLimitIsRefusedWhereTheEngineHasNone() throws EngineException {
    if (engine.info().limitsDisk()) {
      return; // DockerDiskLimitIT sees it hold.
    }
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                ask("{\"image\": \"debian\", \"disk\": \"1g\"}")
                    .statusCode(400)
                    .body("errors[0].field", equalTo("disk"))
                    .body("errors[0].message", containsString("can't be asked for")));
  }
}
