package dev.berth.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import dev.berth.NoEngine;
import dev.berth.PostgresResource;
import dev.berth.account.Role;
import dev.berth.api.TestUsers.TestUser;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The idle rule of leases and plans, and keeping awake, as the API takes them. Nothing runs. */
@QuarkusTest
@TestProfile(NoEngine.class)
@QuarkusTestResource(PostgresResource.class)
class IdleApiIT {

  private static final String LEASES = "/api/v1/leases";

  private final TestUsers users;
  private final LeaseStore leases;
  private TestUser ada;
  private TestUser admin;

  IdleApiIT(TestUsers users, LeaseStore leases) {
    this.users = users;
    this.leases = leases;
  }

  @BeforeEach
  void makeUsers() {
    ada = users.make(Role.USER);
    admin = users.make(Role.ADMIN);
  }

  private static ValidatableResponse post(TestUser who, String path, String body) {
    return who.asks().contentType(ContentType.JSON).body(body).post(path).then();
  }

  private ValidatableResponse ask(String name, String idle) {
    return post(
        ada,
        LEASES,
        """
        {"name": "%s", "image": "debian", "idle": %s}"""
            .formatted(name, idle));
  }

  private ValidatableResponse patch(String idle) {
    return ada.asks()
        .contentType(ContentType.JSON)
        .body("{\"idle\": " + idle + "}")
        .patch(LEASES + "/box")
        .then();
  }

  private void planOfAda(String idle) {
    String plan = "idle-" + ada.handle().value().substring(5, 13);
    admin
        .asks()
        .contentType(ContentType.JSON)
        .body("{\"idleStopAfter\": \"" + idle + "\"}")
        .put("/api/v1/admin/plans/" + plan)
        .then()
        .body("idleStopAfter", equalTo(idle.equals("0s") ? null : idle));
    admin
        .asks()
        .contentType(ContentType.JSON)
        .body("{\"plan\": \"" + plan + "\"}")
        .patch("/api/v1/admin/users/" + ada.handle())
        .then()
        .statusCode(200);
  }

  @Test
  void aLeaseHasARuleOfItsOwnThatCanBeChangedWhileItRuns() {
    ask("box", "{\"stopAfter\": \"2h\"}").statusCode(202).body("idle.stopAfter", equalTo("2h"));
    patch("{\"stopAfter\": \"90m\"}")
        .statusCode(200)
        .body("idle.stopAfter", equalTo("1h30m"))
        .body("applied", equalTo("live"));
    patch("{\"stopAfter\": \"90m\"}").body("applied", equalTo("nothing"));
    patch("{}").statusCode(200).body("idle", nullValue()).body("applied", equalTo("live"));
    TestLeases.request(ada, "plain");
    ada.asks().get(LEASES + "/plain").then().body("idle", nullValue());
  }

  @Test
  void thePlansRuleHoldsForAllAndALeaseMayHaveAShorterOne() {
    TestLeases.request(ada, "before");
    planOfAda("4h");
    ada.asks().get(LEASES + "/before").then().body("idle.stopAfter", equalTo("4h"));
    ada.asks().get("/api/v1/me").then().body("allowed.idleStopAfter", equalTo("4h"));
    ask("box", "{\"stopAfter\": \"1h\"}").statusCode(202).body("idle.stopAfter", equalTo("1h"));
    patch("{}").statusCode(200).body("idle.stopAfter", equalTo("4h"));
    for (var refused :
        new ValidatableResponse[] {
          patch("{\"stopAfter\": \"5h\"}"), ask("other", "{\"stopAfter\": \"5h\"}")
        }) {
      refused
          .statusCode(400)
          .body("errors.field", hasItem("idle.stopAfter"))
          .body("errors.message", hasItem(containsString("1m to 4h, the plan's idleStopAfter")));
    }
    planOfAda("0s");
    ada.asks().get(LEASES + "/before").then().body("idle", nullValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{\"stopAfter\": \"59s\"}   | 1m to 30d, the plan's maxLife",
        "{\"stopAfter\": \"31d\"}   | 1m to 30d",
        "{\"stopAfter\": \"never\"} | must be a duration like 2h",
        "{\"stopAfter\": \"\"}      | must be a duration like 2h",
      })
  void saysWhatIsWrongWithARule(String idle, String message) {
    ask("box", idle)
        .statusCode(400)
        .body("errors.field", hasItem("idle.stopAfter"))
        .body("errors.message", hasItem(containsString(message)));
    post(ada, LEASES + "?dryRun=true", "{\"image\": \"debian\", \"idle\": " + idle + "}")
        .statusCode(400);
  }

  @Test
  void keepsAwakeForATimeAndNoLonger() {
    ask("box", "{\"stopAfter\": \"2h\"}").statusCode(202);
    var before = Instant.now();
    String until =
        post(ada, LEASES + "/box/keep-awake", "{\"for\": \"8h\"}")
            .statusCode(200)
            .body("idle.stopAfter", equalTo("2h"))
            .extract()
            .path("idle.awakeUntil");
    assertThat(Instant.parse(until))
        .isBetween(
            before.plus(Duration.ofHours(8)).minusSeconds(1),
            Instant.now().plus(Duration.ofHours(8)));
    ada.asks()
        .delete(LEASES + "/box/keep-awake")
        .then()
        .statusCode(200)
        .body("idle.awakeUntil", nullValue());
    ada.asks()
        .get(LEASES + "/box/events")
        .then()
        .body("items.kind", hasItem("keep-awake"))
        .body("items.message", hasItem("is not stopped for doing nothing until " + until));
    admin
        .asks()
        .get("/api/v1/admin/audit?limit=2")
        .then()
        .body("items.action", hasItem("lease.keep-awake"))
        .body("items.detail", hasItem("until " + until));
  }

  @Test
  void oneWithoutARuleCanBeKeptAwakeToo() {
    TestLeases.request(ada, "plain");
    post(ada, LEASES + "/plain/keep-awake", "{\"for\": \"PT1H\"}")
        .statusCode(200)
        .body("idle.stopAfter", nullValue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"for\": null}",
        "{\"for\": \"\"}",
        "{\"for\": \"25h\"}",
        "{\"for\": \"0s\"}",
        "{\"for\": \"PT0.1S\"}",
        "{\"for\": \"ever\"}"
      })
  void saysHowLongALeaseCanBeKeptAwake(String body) {
    TestLeases.request(ada, "box");
    post(ada, LEASES + "/box/keep-awake", body)
        .statusCode(400)
        .body("errors.field", hasItem("for"))
        .body("errors.message", hasItem(containsString("1s to 1d")));
  }

  @Test
  void nobodyKeepsAnothersLeaseAwakeButAnAdmin() {
    String id = TestLeases.request(ada, "box");
    String path = LEASES + "/" + id + "/keep-awake";
    String body = "{\"for\": \"1h\"}";
    given().contentType(ContentType.JSON).body(body).post(path).then().statusCode(401);
    given().delete(path).then().statusCode(401);
    var eve = users.make(Role.USER);
    post(eve, path, body).statusCode(404);
    eve.asks().delete(path).then().statusCode(404);
    assertThat(leases.lastEvent(new LeaseId(id)).orElseThrow().kind()).isNotEqualTo("keep-awake");
    post(admin, path, body).statusCode(200);
    admin.asks().delete(path).then().statusCode(200);
    TestLeases.endNow(leases, id);
    post(ada, path, body).statusCode(409);
  }
}
