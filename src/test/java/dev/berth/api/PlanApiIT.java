package dev.berth.api;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.berth.NoEngine;
import dev.berth.PostgresResource;
import dev.berth.account.Role;
import dev.berth.api.TestUsers.TestUser;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans over REST, set by admins and seen by users. */
@QuarkusTest
@TestProfile(NoEngine.class)
@QuarkusTestResource(PostgresResource.class)
class PlanApiIT {

  private static final String PLANS = "/api/v1/admin/plans";
  private static final String USERS = "/api/v1/admin/users";

  private final TestUsers users;
  private TestUser user;
  private TestUser admin;
  private String plan = "";

  PlanApiIT(TestUsers users) {
    this.users = users;
  }

  @BeforeEach
  void makeUsers() {
    user = users.make(Role.USER);
    admin = users.make(Role.ADMIN);
    plan = "p-" + UUID.randomUUID().toString().substring(0, 18);
  }

  @Test
  void hasADefaultPlanAsConfigured() {
    admin
        .asks()
        .get(PLANS + "/default")
        .then()
        .statusCode(200)
        .body("name", equalTo("default"))
        .body("maxLeases", equalTo(NoEngine.MAX_LEASES))
        .body("maxTerm", equalTo("7d"))
        .body("maxLife", equalTo("30d"))
        .body("grace", equalTo("3d"))
        .body("idleStopAfter", nullValue())
        .body("maxRunning", equalTo(32))
        .body("maxKept", equalTo(32))
        .body("maxGpus", equalTo(8))
        .body("gpuHoursPerWeek", nullValue())
        .body("maxCpus", equalTo(1024.0f))
        .body("maxMemory", equalTo("8t"))
        .body("maxShm", equalTo("8t"))
        .body("maxPorts", equalTo(1024))
        .body("weight", equalTo(1.0f))
        .body("permissions.hostNetwork", is(false))
        .body("permissions.rootLogin", is(false))
        .body("permissions.datasets", empty())
        .body("permissions.images", contains("*"));
  }

  @Test
  void createsReplacesAndRemovesAPlan() {
    put(
            plan,
            """
            {"maxLeases": 3, "maxTerm": "36h", "grace": "0s", "idleStopAfter": "90m",
              "maxRunning": 2, "maxKept": 1, "maxGpus": 0, "gpuHoursPerWeek": 40, "maxCpus": 2.5, "maxMemory": "12g",
              "maxShm": "6144m", "maxPorts": 9, "weight": 0.5, "maxDisk": "200g", "permissions":
              {"rootLogin": true, "fixedPorts": true, "datasets": ["imagenet", "a"], "images": []}}
            """)
        .statusCode(201)
        .body("name", equalTo(plan))
        .body("maxLeases", equalTo(3))
        .body("maxTerm", equalTo("1d12h"))
        .body("maxLife", equalTo("30d"))
        .body("grace", equalTo("0s"))
        .body("idleStopAfter", equalTo("1h30m"))
        .body("maxRunning", equalTo(2))
        .body("maxKept", equalTo(1))
        .body("maxGpus", equalTo(0))
        .body("gpuHoursPerWeek", equalTo(40))
        .body("maxCpus", equalTo(2.5f))
        .body("maxMemory", equalTo("12g"))
        .body("maxShm", equalTo("6g"))
        .body("maxPorts", equalTo(9))
        .body("weight", equalTo(0.5f))
        .body("maxDisk", equalTo("200g"))
        .body("permissions.rootLogin", is(true))
        .body("permissions.fixedPorts", is(true))
        .body("permissions.hostIpc", is(false))
        .body("permissions.datasets", contains("a", "imagenet"))
        .body("permissions.images", empty());
    admin.asks().get(PLANS + "?limit=200").then().body("items.name", hasItems(plan, "default"));
    // As a whole: what is left out is not kept.
    put(plan, "{\"name\": \"" + plan + "\", \"permissions\": {\"datasets\": [\"*\"]}}")
        .statusCode(200)
        .body("maxTerm", equalTo("7d"))
        .body("maxGpus", equalTo(8))
        .body("gpuHoursPerWeek", nullValue())
        .body("permissions.rootLogin", is(false))
        .body("permissions.datasets", contains("*"))
        .body("permissions.images", contains("*"));
    admin.asks().delete(PLANS + "/" + plan).then().statusCode(204);
    admin.asks().delete(PLANS + "/" + plan).then().statusCode(404);
    admin.asks().get(PLANS + "/" + plan).then().statusCode(404);
    admin
        .asks()
        .get("/api/v1/admin/audit?limit=3")
        .then()
        .body("items.action", contains("plan.remove", "plan.change", "plan.create"))
        .body("items.subject", contains(plan, plan, plan));
  }

  @Test
  void showsUsersWhatTheirPlanAllows() {
    user.asks()
        .get("/api/v1/me")
        .then()
        .body("plan", equalTo("default"))
        .body("allowed.maxLeases", equalTo(NoEngine.MAX_LEASES))
        .body("allowed.permissions.rootLogin", is(false));
    put(plan, "{\"maxTerm\": \"1h\", \"permissions\": {\"rootLogin\": true}}");
    patch("{\"plan\": \"" + plan + "\"}").statusCode(200).body("plan", equalTo(plan));
    user.asks()
        .get("/api/v1/me")
        .then()
        .body("plan", equalTo(plan))
        .body("allowed.maxTerm", equalTo("1h"))
        .body("allowed.permissions.rootLogin", is(true))
        .body("allowed.permissions.images", contains("*"));
  }

  @Test
  void keepsAPlanThatUsersHaveAndTheDefaultPlan() {
    put(plan, "{}");
    patch("{\"plan\": \"" + plan + "\"}").statusCode(200);
    admin
        .asks()
        .delete(PLANS + "/" + plan)
        .then()
        .statusCode(409)
        .body("type", equalTo("/problems/conflict"))
        .body("detail", containsString("1 user has the plan '" + plan + "'"));
    patch("{\"plan\": \"default\"}").statusCode(200);
    admin.asks().delete(PLANS + "/" + plan).then().statusCode(204);
    admin
        .asks()
        .delete(PLANS + "/default")
        .then()
        .statusCode(409)
        .body("detail", containsString("'default' can be changed but not removed"));
  }

  @Test
  void givesNobodyAPlanThatIsNotThere() {
    patch("{\"plan\": \"" + plan + "\"}")
        .statusCode(400)
        .body("errors[0].field", equalTo("plan"))
        .body("errors[0].message", containsString("must be a plan that is there, like "))
        .body("errors[0].message", containsString("not '" + plan + "'"));
    send(Map.of("handle", "of-no-plan", "plan", plan))
        .statusCode(400)
        .body("errors", hasSize(1))
        .body("errors[0].field", equalTo("plan"));
    send(Map.of("handle", "of-no-plan", "plan", "a\0b")).statusCode(400);
    admin.asks().get(USERS + "/of-no-plan").then().statusCode(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"name":"other"}                             | name                    | must be that in the path
          {"maxLeases":-1}                             | maxLeases               | must be 0 to 10000, not -1
          {"maxLeases":10001}                          | maxLeases               | not 10001
          {"maxLeases":"5"}                            | maxLeases               | must be a whole number
          {"maxLeases":1.5}                            | maxLeases               | must be a whole number
          {"maxTerm":"4s"}                             | maxTerm                 | 5s to 3650d, not '4s'
          {"maxTerm":"31d"}                            | maxTerm                 | at most the plan's maxLife (30d)
          {"maxTerm":"2h","maxLife":"1h"}              | maxTerm                 | at most the plan's maxLife (1h)
          {"maxTerm":"soon"}                           | maxTerm                 | not 'soon'
          {"maxTerm":7}                                | maxTerm                 | must be a string
          {"maxLife":"0s"}                             | maxLife                 | 5s to 3650d
          {"maxLife":"3651d"}                          | maxLife                 | not '3651d'
          {"maxLife":"-1h"}                            | maxLife                 | not '-1h'
          {"grace":"3651d"}                            | grace                   | 0s to 3650d
          {"idleStopAfter":"never"}                    | idleStopAfter           | must be a duration
          {"grace":""}                                 | grace                   | must be a duration
          {"permissions":[]}                           | permissions             | must be an object
          {"permissions":{"root":true}}                | permissions.root        | is not known here
          {"permissions":{"rootLogin":"yes"}}          | permissions.rootLogin   | must be true or false
          {"permissions":{"rootLogin":1}}              | permissions.rootLogin   | must be true or false
          {"permissions":{"datasets":"*"}}             | permissions.datasets    | must be an array
          {"permissions":{"datasets":["*","a"]}}       | permissions.datasets[0] | or alone *, not '*'
          {"permissions":{"datasets":["a",null]}}      | permissions.datasets[1] | must be 1 to 63
          {"permissions":{"datasets":["../etc"]}}      | permissions.datasets[0] | not '../etc'
          {"permissions":{"datasets":["/data"]}}       | permissions.datasets[0] | not '/data'
          {"permissions":{"images":["Debian"]}}        | permissions.images[0]   | not 'Debian'
          {"permissions":{"images":[""]}}              | permissions.images[0]   | not ''
          {"permissions":{"images":[7]}}               | permissions.images[0]   | must be a string
          {"maxRunning":-1}                            | maxRunning              | must be 0 to 10000, not -1
          {"maxKept":10001}                            | maxKept                 | must be 0 to 10000
          {"maxGpus":1025}                             | maxGpus                 | must be 0 to 1024, not 1025
          {"maxGpus":"1"}                              | maxGpus                 | must be a whole number
          {"gpuHoursPerWeek":-1}                       | gpuHoursPerWeek         | must be 0 to 172032
          {"gpuHoursPerWeek":0.5}                      | gpuHoursPerWeek         | must be a whole number
          {"maxCpus":0}                                | maxCpus                 | must be 0.1 to 100000, not 0
          {"maxCpus":100000.5}                         | maxCpus                 | must be 0.1 to 100000
          {"maxCpus":"4"}                              | maxCpus                 | must be a number
          {"maxMemory":"63m"}                          | maxMemory               | 64m to 1024t, not '63m'
          {"maxMemory":"1025t"}                        | maxMemory               | 64m to 1024t
          {"maxMemory":8}                              | maxMemory               | must be a string
          {"maxShm":"lots"}                            | maxShm                  | must be a size like 512m or 64g
          {"maxShm":""}                                | maxShm                  | not ''
          {"maxPorts":65537}                           | maxPorts                | must be 0 to 65536
          {"weight":0.09}                              | weight                  | must be 0.1 to 100, not 0.09
          {"weight":101}                               | weight                  | must be 0.1 to 100
          {"maxDisk":"1k"}                             | maxDisk                 | must be a size like 512m or 64g, 64m to 1024t, not '1k'
          {"weight":-1}                                | weight                  | must be 0.1 to 100
          {"price":1}                                  | price                   | is not known here
          """)
  void namesWhatIsWrongWithAPlan(String body, String field, String message) {
    put(plan, body)
        .statusCode(400)
        .body("type", equalTo("/problems/validation-failed"))
        .body("errors.field", hasItem(field))
        .body("errors[0].message", containsString(message));
    admin.asks().get(PLANS + "/" + plan).then().statusCode(404);
  }

  @Test
  void takesAtMostFiveHundredNames() {
    var names = Collections.nCopies(501, "\"a\"");
    put(plan, "{\"permissions\": {\"datasets\": " + names + "}}")
        .statusCode(400)
        .body("errors[0].message", equalTo("must have at most 500 names, not 501"));
  }

  @Test
  void knowsNoPlanOfABadName() {
    for (String bad : new String[] {"Large", "1a", "a_b", "a%00b", "..%2Fx", "a".repeat(33)}) {
      var asks = admin.asks().urlEncodingEnabled(false).contentType(ContentType.JSON);
      asks.get(PLANS + "/" + bad).then().statusCode(404);
      asks.delete(PLANS + "/" + bad).then().statusCode(404);
      asks.body("{}").put(PLANS + "/" + bad).then().statusCode(400);
    }
  }

  private ValidatableResponse put(String name, String body) {
    return admin.asks().contentType(ContentType.JSON).body(body).put(PLANS + "/" + name).then();
  }

  private ValidatableResponse patch(String body) {
    return admin
        .asks()
        .contentType(ContentType.JSON)
        .body(body)
        .patch(USERS + "/" + user.handle())
        .then();
  }

  private ValidatableResponse send(Map<String, String> body) {
    return admin.asks().contentType(ContentType.JSON).body(body).post(USERS).then();
  }
}
