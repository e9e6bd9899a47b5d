package dev.berth.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.berth.NoEngine;
import dev.berth.PostgresResource;
import dev.berth.account.Role;
import dev.berth.api.TestUsers.TestUser;
import dev.berth.image.CatalogImage;
import dev.berth.image.CatalogImage.State;
import dev.berth.image.ImageStore;
import dev.berth.image.ImageStore.Begun;
import dev.berth.image.ImageStore.NewSnapshot;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.LeaseState;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Snapshots as the API takes them, and whose they are. There is no engine to take them. */
@QuarkusTest
@TestProfile(NoEngine.class)
@QuarkusTestResource(PostgresResource.class)
class SnapshotApiIT {

  private static final String LEASES = "/api/v1/leases";
  private static final String IMAGES = "/api/v1/images/";

  private final TestUsers users;
  private final LeaseStore leases;
  private final ImageStore images;
  private TestUser ada;
  private TestUser eve;
  private String box;

  SnapshotApiIT(TestUsers users, LeaseStore leases, ImageStore images) {
    this.users = users;
    this.leases = leases;
    this.images = images;
  }

  @BeforeEach
  void makeALeaseThatRuns() {
    ada = users.make(Role.USER);
    eve = users.make(Role.USER);
    box = TestLeases.request(ada, "box");
    var lease = leases.find(new LeaseId(box)).orElseThrow();
    var now = lease.state().since();
    leases.replace(lease.with(new LeaseState.Running(now, 1)), now, now);
  }

  private static ValidatableResponse take(TestUser who, String lease, String body) {
    return who.asks()
        .contentType(ContentType.JSON)
        .body(body)
        .post(LEASES + "/" + lease + "/snapshots")
        .then();
  }

  private String own(String name) {
    return ada.handle() + "/" + name;
  }

  /** An image as if it had been made of Ada's lease. */
  private void made(String name) {
    var now = Instant.now();
    var begun =
        images.begin(
            new NewSnapshot(ada.handle(), name, new LeaseId(box), 100),
            new ImageRef("berth-0-snapshots/" + name + ":1"),
            now,
            now.plusSeconds(60));
    assertThat(begun).isInstanceOf(Begun.Started.class);
    images.copied(own(name), 5);
    images.finish(
        new CatalogImage(
            own(name),
            new ImageRef("berth-0-snapshots/" + name + ":1"),
            State.BAKED,
            Optional.empty(),
            "",
            "",
            "",
            now));
  }

  @Test
  void isTakenInTheBackgroundAndTellsWhatBecameOfIt() {
    take(ada, "box", "{\"name\": \"ready\"}")
        .statusCode(202)
        .header("Location", containsString(IMAGES + own("ready")))
        .body("name", equalTo(own("ready")));
    await()
        .untilAsserted(
            () ->
                ada.asks()
                    .get(IMAGES + own("ready"))
                    .then()
                    .statusCode(200)
                    .body("state", equalTo("failed"))
                    .body("detail", not(equalTo(""))));
    ada.asks().get(IMAGES + own("ready") + "/log").then().statusCode(200);
    ada.asks()
        .get(LEASES + "/box/snapshots")
        .then()
        .body("items.name", equalTo(List.of(own("ready"))));
    ada.asks()
        .get(LEASES + "/box/events")
        .then()
        .body("items.kind", hasItem("snapshot"))
        .body("items.kind", hasItem("snapshot-failed"));
  }

  @Test
  void hasTheLeasesNameWhereNoneIsGiven() {
    take(ada, "box", "{}").statusCode(202).body("name", equalTo(own("box")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{\"name\": \"\"}         | 1 to 63 of a-z and 0-9",
        "{\"name\": \"Ready\"}    | 1 to 63 of a-z and 0-9",
        "{\"name\": \"a..b\"}     | with . _ or - between them",
        "{\"name\": \"-a\"}       | with . _ or - between them",
        "{\"name\": \"eve/ready\"}| 1 to 63 of a-z and 0-9",
        "{\"name\": \"log\"}      | has a meaning",
        "{\"name\": \"0123456789012345678901234567890123456789012345678901234567890123\"} | 63",
      })
  void saysWhatIsWrongWithAName(String body, String message) {
    take(ada, "box", body)
        .statusCode(400)
        .body("errors.field", hasItem("name"))
        .body("errors.message", hasItem(containsString(message)));
  }

  @Test
  void refusesAVeryLongName() {
    take(ada, "box", "{\"name\": \"" + "a.".repeat(20_000) + "\"}").statusCode(400);
  }

  @Test
  void takesTheNameOfALeaseWithDashes() {
    ada.asks()
        .contentType(ContentType.JSON)
        .body("{\"name\": \"a--b\"}")
        .patch(LEASES + "/box")
        .then()
        .statusCode(200);
    take(ada, "a--b", "{}").statusCode(202).body("name", equalTo(own("a--b")));
  }

  @Test
  void refusesWhatIsUnknown() {
    take(ada, "box", "{\"message\": \"x\"}").statusCode(400);
    take(ada, "none", "{}").statusCode(404);
  }

  @Test
  void isRefusedWhereThereMayBeNone() {
    made("ready");
    take(ada, "box", "{\"name\": \"ready\"}")
        .statusCode(409)
        .body("type", containsString("name-taken"))
        .body("errors.field", hasItem("name"));
    for (int i = 1; i < 20; i++) {
      made("ready" + i);
    }
    take(ada, "box", "{}")
        .statusCode(409)
        .body("type", containsString("quota-exceeded"))
        .body("detail", containsString("20 images of her own"));
    String other = TestLeases.request(ada, "other");
    take(ada, other, "{}").statusCode(409).body("detail", containsString("runs or is stopped"));
  }

  @Test
  void twoOfOneLeaseAreNotTakenAtOnce() {
    var now = Instant.now();
    images.begin(
        new NewSnapshot(ada.handle(), "first", new LeaseId(box), 100),
        new ImageRef("berth-0-snapshots/first:1"),
        now,
        now.plusSeconds(60));
    take(ada, "box", "{}").statusCode(409).body("detail", containsString("another snapshot"));
    ada.asks().delete(IMAGES + own("first")).then().statusCode(409);
  }

  @Test
  void isItsOwnersAlone() {
    made("ready");
    String path = IMAGES + own("ready");
    given().get(path).then().statusCode(401);
    given().delete(path).then().statusCode(401);
    given().get(LEASES + "/" + box + "/snapshots").then().statusCode(401);
    given()
        .contentType(ContentType.JSON)
        .body("{}")
        .post(LEASES + "/" + box + "/snapshots")
        .then()
        .statusCode(401);
    take(eve, box, "{}").statusCode(404);
    eve.asks().get(LEASES + "/" + box + "/snapshots").then().statusCode(404);
    eve.asks().get(path).then().statusCode(404);
    eve.asks().get(path + "/log").then().statusCode(404);
    eve.asks().delete(path).then().statusCode(404);
    var admin = users.make(Role.ADMIN);
    for (var user : List.of(eve, ada, admin)) {
      int refused = user.equals(admin) ? 404 : 403;
      String encoded = IMAGES + ada.handle() + "%2Fready";
      var asks = user.asks().urlEncodingEnabled(false);
      asks.get(encoded).then().statusCode(404);
      asks.get(encoded + "/log").then().statusCode(404);
      asks.delete(encoded).then().statusCode(refused);
      asks.post(encoded + "/bake").then().statusCode(refused);
    }
    eve.asks().get("/api/v1/images?owner=" + ada.handle()).then().statusCode(403);
    eve.asks().get("/api/v1/images").then().body("items.name", not(hasItem(own("ready"))));
    lease(eve, own("ready")).statusCode(400).body("errors.field", hasItem("image"));
    lease(eve, "ready").statusCode(400).body("errors.field", hasItem("image"));
    ada.asks().get("/api/v1/images").then().body("items.name", hasItem(own("ready")));
    lease(ada, own("ready")).statusCode(202).body("image", equalTo(own("ready")));
    lease(ada, "ready").statusCode(202).body("image", equalTo(own("ready")));
    ada.asks().delete(path).then().statusCode(204);
    ada.asks().get(path).then().statusCode(404);
  }

  @Test
  void adminsCanTakeAndRemoveThemToo() {
    var admin = users.make(Role.ADMIN);
    made("other");
    admin
        .asks()
        .get("/api/v1/images?owner=" + ada.handle())
        .then()
        .body("items.name", hasItem(own("other")));
    admin.asks().get("/api/v1/images?owner=*").then().body("items.name", hasItem(own("other")));
    admin.asks().delete(IMAGES + own("other")).then().statusCode(204);
    take(admin, box, "{\"name\": \"ready\"}").statusCode(202).body("name", equalTo(own("ready")));
  }

  private static ValidatableResponse lease(TestUser who, String image) {
    return who.asks()
        .contentType(ContentType.JSON)
        .body(Map.of("image", image))
        .post(LEASES)
        .then();
  }
}
