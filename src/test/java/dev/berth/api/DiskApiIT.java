package dev.berth.api;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.berth.NoEngine;
import dev.berth.PostgresResource;
import dev.berth.account.Role;
import dev.berth.api.TestUsers.TestUser;
import dev.berth.disk.DiskStore;
import dev.berth.disk.DiskStore.Measured;
import dev.berth.disk.model.DiskItem.Kind;
import dev.berth.disk.model.Standing;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.LeaseState;
import dev.berth.volume.Volumes;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What users have on the disk, as it was measured. Nothing runs here. */
@QuarkusTest
@TestProfile(NoEngine.class)
@QuarkusTestResource(PostgresResource.class)
class DiskApiIT {

  private static final String LEASES = "/api/v1/leases";
  private static final long GIB = 1L << 30;

  private final TestUsers users;
  private final DiskStore disk;
  private final LeaseStore leases;
  private final Volumes volumes;
  private final InstantSource clock;
  private TestUser user;
  private TestUser admin;
  private String lease = "";
  private Instant at = Instant.EPOCH;

  DiskApiIT(
      TestUsers users, DiskStore disk, LeaseStore leases, Volumes volumes, InstantSource clock) {
    this.users = users;
    this.disk = disk;
    this.leases = leases;
    this.volumes = volumes;
    this.clock = clock;
  }

  /** A lease of three gibibytes, a home of two and a volume of four. */
  @BeforeEach
  void measure() {
    user = users.make(Role.USER);
    admin = users.make(Role.ADMIN);
    lease = TestLeases.request(user, "box");
    volumes.ensure(user.handle(), "data");
    var volume = volumes.find(user.handle(), "data").orElseThrow();
    measured(
        new Measured(Kind.LAYER, lease, user.handle(), 3 * GIB),
        new Measured(Kind.HOME, volumes.homeEngineName(user.handle()), user.handle(), 2 * GIB),
        new Measured(Kind.VOLUME, volume.engineName(), user.handle(), 4 * GIB));
  }

  private void measured(Measured... things) {
    at = clock.instant();
    var until = at.plusSeconds(60);
    disk.claim(at, until, Duration.ofHours(1));
    disk.measured(List.of(things), until, at, at);
  }

  @AfterEach
  void gone() {
    leases.live(user.handle()).forEach(it -> TestLeases.endNow(leases, it.id().value()));
    measured();
  }

  private ValidatableResponse ask(String name) {
    return user.asks()
        .contentType(ContentType.JSON)
        .body("{\"image\": \"debian\", \"name\": \"" + name + "\"}")
        .post(LEASES)
        .then();
  }

  private ValidatableResponse except(String value) {
    return admin
        .asks()
        .contentType(ContentType.JSON)
        .body(
            "{\"value\": %s, \"until\": \"%s\", \"reason\": \"full\"}"
                .formatted(value, clock.instant().plusSeconds(3600)))
        .put("/api/v1/admin/users/" + user.handle() + "/exceptions/maxDisk")
        .then();
  }

  private void stopped() {
    var found = leases.find(new LeaseId(lease)).orElseThrow();
    var now = found.state().since();
    leases.replace(found.with(new LeaseState.Stopped(now, Actor.OWNER)), now, now);
  }

  @Test
  void leasesVolumesAndMeShowWhatTheyTake() {
    user.asks()
        .get(LEASES + "/box")
        .then()
        .body("disk.layer", equalTo(3 * GIB))
        .body("disk.measuredAt", equalTo(at.toString()));
    user.asks().get(LEASES).then().body("items[0].disk.layer", equalTo(3 * GIB));
    user.asks()
        .get("/api/v1/volumes")
        .then()
        .body("items.name", contains("data", "home"))
        .body("items[0].bytes", equalTo(4 * GIB))
        .body("items[1].bytes", equalTo(2 * GIB))
        .body("items[1].measuredAt", equalTo(at.toString()));
    user.asks()
        .get("/api/v1/me")
        .then()
        .body("allowed.maxDisk", nullValue())
        .body("use.maxDisk.usedBytes", equalTo(9 * GIB))
        .body("use.maxDisk.limit", nullValue())
        .body("use.maxDisk.measuredAt", equalTo(at.toString()));
  }

  @Test
  void whatIsNotMeasuredIsLeftOut() {
    measured();
    user.asks().get(LEASES + "/box").then().body("disk", nullValue());
    user.asks().get("/api/v1/volumes").then().body("items[0].bytes", nullValue());
    user.asks().get("/api/v1/me").then().body("use.maxDisk.usedBytes", equalTo(0));
  }

  @Test
  void nothingStartsOverTheLimitAndTheAnswerSaysWhatWouldHelp() {
    stopped();
    except("\"9g\"").statusCode(201).body("value", equalTo("9g"));
    user.asks().get("/api/v1/me").then().body("use.maxDisk.limit", equalTo("9g"));
    ask("more")
        .statusCode(409)
        .body("type", equalTo("/problems/quota-exceeded"))
        .body(
            "detail",
            equalTo(
                "maxDisk: 9g of 9g on disk; remove volume 'data' (4g) or release lease 'box' (3g)"
                    + " or clear out your home (2g)"));
    user.asks()
        .post(LEASES + "/box/start")
        .then()
        .statusCode(409)
        .body("detail", containsString("maxDisk: 9g of 9g on disk"));
    except("\"10g\"").statusCode(200);
    user.asks().post(LEASES + "/box/start").then().statusCode(202);
    ask("more").statusCode(202);
  }

  @Test
  void anExceptionIsASize() {
    except("9").statusCode(400).body("errors.field", contains("value"));
    except("\"1k\"").statusCode(400).body("errors[0].message", containsString("64m to 1024t"));
  }

  @Test
  void whoeverHasTooMuchStopsAndReleasesAsEver() {
    except("\"9g\"").statusCode(201);
    user.asks().post(LEASES + "/box/stop").then().statusCode(202);
    user.asks().delete(LEASES + "/box").then().statusCode(202);
  }

  @Test
  void adminsSeeWhoHasMost() {
    except("\"9g\"").statusCode(201);
    disk.stands(
        user.handle(), Standing.GOOD, Standing.of(Standing.Level.OVER, at), Optional.empty());
    admin
        .asks()
        .get("/api/v1/admin/disk")
        .then()
        .statusCode(200)
        .body("room.state", equalTo("unknown"))
        .body("measuredAt", equalTo(at.toString()))
        .body("trouble", nullValue())
        .body("users[0].user", equalTo(user.handle().value()))
        .body("users[0].bytes", equalTo(9 * GIB))
        .body("users[0].limit", equalTo("9g"))
        .body("users[0].level", equalTo("over"))
        .body("users[0].items.kind", contains("volume", "layer", "home"))
        .body("users[0].items.name", contains("data", "box", "home"));
  }

  @Test
  void aLimitOfTheDiskIsKeptWithTheLease() {
    user.asks()
        .contentType(ContentType.JSON)
        .body("{\"image\": \"debian\", \"name\": \"held\", \"disk\": \"50g\"}")
        .post(LEASES)
        .then()
        .statusCode(202)
        .body("resources.disk", equalTo("50g"));
    user.asks().get(LEASES + "/held").then().body("resources.disk", equalTo("50g"));
    user.asks().get(LEASES + "/box").then().body("resources.disk", nullValue());
    user.asks()
        .contentType(ContentType.JSON)
        .body("{\"disk\": \"60g\"}")
        .patch(LEASES + "/held")
        .then()
        .statusCode(400)
        .body("errors[0].message", equalTo("can't be changed; ask for a new lease"));
    except("\"40g\"").statusCode(201);
    user.asks()
        .contentType(ContentType.JSON)
        .body("{\"image\": \"debian\", \"disk\": \"41g\"}")
        .post(LEASES)
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("disk"))
        .body("errors[0].message", equalTo("must be 64m to 40g, not '41g'"));
  }
}
