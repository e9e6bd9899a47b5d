package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import dev.berth.NoEngine;
import dev.berth.PostgresResource;
import dev.berth.account.Role;
import dev.berth.api.TestUsers.TestUser;
import dev.berth.disk.DiskGuard;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A disk with less room than must be. */
@QuarkusTest
@TestProfile(LowDiskApiIT.Full.class)
@QuarkusTestResource(PostgresResource.class)
class LowDiskApiIT {

  private final TestUsers users;
  private final DiskGuard guard;
  private TestUser user;
  private TestUser admin;

  LowDiskApiIT(TestUsers users, DiskGuard guard) {
    this.users = users;
    this.guard = guard;
  }

  /** More must be free than any disk has. */
  public static final class Full implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
      var settings = new HashMap<>(new NoEngine().getConfigOverrides());
      settings.put("berth.disk.path", "/");
      settings.put("berth.disk.least-free", "900t");
      return settings;
    }
  }

  @BeforeEach
  void look() {
    user = users.make(Role.USER);
    admin = users.make(Role.ADMIN);
    guard.look();
  }

  private static void isLow(ValidatableResponse answer) {
    answer
        .statusCode(503)
        .header("Retry-After", equalTo("600"))
        .body("type", equalTo("/problems/low-disk"))
        .body("detail", matchesPattern(".* free, 9[09]0t needed;.*"));
  }

  @Test
  void refusesNewLeases() {
    isLow(
        user.asks()
            .contentType(ContentType.JSON)
            .body("{\"image\": \"debian\"}")
            .post("/api/v1/leases")
            .then());
    user.asks()
        .contentType(ContentType.JSON)
        .body("{\"image\": \"debian\"}")
        .post("/api/v1/leases?dryRun=true")
        .then()
        .statusCode(200)
        .body("outcome", equalTo("refused"))
        .body("problem.type", equalTo("/problems/low-disk"));
  }

  @Test
  void refusesBakings() {
    isLow(admin.asks().post("/api/v1/images/debian/bake").then());
    isLow(
        admin
            .asks()
            .contentType(ContentType.JSON)
            .body("{\"name\": \"fresh\", \"source\": \"debian:bookworm-slim\"}")
            .post("/api/v1/images")
            .then());
    admin.asks().get("/api/v1/images?limit=200").then().body("items.name", everyItem(not("fresh")));
    admin.asks().post("/api/v1/images/nowhere/bake").then().statusCode(404);
  }

  @Test
  void adminsSeeWhereAndHowMuch() {
    admin
        .asks()
        .get("/api/v1/admin/disk")
        .then()
        .statusCode(200)
        .body("room.state", equalTo("low"))
        .body("room.path", equalTo("/"))
        .body("room.totalBytes", notNullValue())
        .body("room.freeBytes", greaterThan(0L))
        .body("room.neededBytes", greaterThanOrEqualTo(900L << 40));
    RestAssured.get("/q/health/well")
        .then()
        .statusCode(503)
        .body("checks.find { it.name == 'disk' }.status", equalTo("DOWN"));
    String metrics = RestAssured.get("/q/metrics").asString();
    assertThat(metrics).contains("berth_disk_low 1.0", "berth_disk_free_bytes ");
  }

  @ParameterizedTest
  @CsvSource({"true, 403", "false, 401"})
  void nobodyElseSeesThat(boolean withToken, int status) {
    (withToken ? user.asks() : RestAssured.given())
        .get("/api/v1/admin/disk")
        .then()
        .statusCode(status);
  }
}
