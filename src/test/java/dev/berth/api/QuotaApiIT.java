package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.in;

import dev.berth.NoEngine;
import dev.berth.PostgresResource;
import dev.berth.account.Role;
import dev.berth.api.TestUsers.TestUser;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.LeaseState;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What plans allow all leases of a user together. Nothing runs here. */
@QuarkusTest
@TestProfile(NoEngine.class)
@QuarkusTestResource(PostgresResource.class)
class QuotaApiIT {

  private static final String LEASES = "/api/v1/leases";

  private final TestUsers users;
  private final LeaseStore leases;
  private final InstantSource clock;
  private TestUser user;
  private TestUser admin;
  private String plan = "";

  QuotaApiIT(TestUsers users, LeaseStore leases, InstantSource clock) {
    this.clock = clock;
    this.users = users;
    this.leases = leases;
  }

  @BeforeEach
  void makeUsers() {
    user = users.make(Role.USER);
    admin = users.make(Role.ADMIN);
    plan = "q-" + UUID.randomUUID().toString().substring(0, 18);
  }

  @AfterEach
  void gone() {
    leases.live(user.handle()).forEach(lease -> TestLeases.endNow(leases, lease.id().value()));
  }

  @Test
  void admitsThreeOfFiftyEqualRequestsAtOnce() throws Exception {
    plan("{\"maxRunning\": 3, \"maxLeases\": 100}");
    var statuses = new ArrayList<Integer>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running =
          IntStream.range(0, 50)
              .mapToObj(
                  _ -> threads.submit(() -> ask("{\"image\": \"debian\"}").extract().statusCode()))
              .toList();
      for (Future<Integer> each : running) {
        statuses.add(each.get());
      }
    }
    assertThat(statuses).containsOnly(202, 409);
    assertThat(statuses).filteredOn(status -> status == 202).hasSize(3);
    assertThat(leases.live(user.handle())).hasSize(3);
    user.asks().get("/api/v1/me").then().body("use.maxRunning.used", equalTo(3));
  }

  @Test
  void saysLimitUseAndWhatToRelease() {
    plan("{\"maxMemory\": \"5g\", \"maxCpus\": 3}");
    ask("{\"image\": \"debian\", \"name\": \"a\", \"memory\": \"4g\", \"cpus\": 1}")
        .statusCode(202);
    ask("{\"image\": \"debian\", \"name\": \"b\", \"memory\": \"1g\", \"cpus\": 1}")
        .statusCode(202);
    ask("{\"image\": \"debian\", \"name\": \"c\", \"memory\": \"512m\", \"cpus\": 1}")
        .statusCode(409)
        .body("type", equalTo("/problems/quota-exceeded"))
        .body(
            "detail",
            equalTo(
                "maxMemory: 5g of 5g memory in use, 512m more asked for;"
                    + " stop or release 'a' (4g) or 'b' (1g)"));
    user.asks().get(LEASES + "/c").then().statusCode(404);
    stopped("a");
    ask("{\"image\": \"debian\", \"name\": \"c\", \"memory\": \"512m\", \"cpus\": 1}")
        .statusCode(202);
    user.asks()
        .post(LEASES + "/a/start")
        .then()
        .statusCode(409)
        .body("type", equalTo("/problems/quota-exceeded"))
        .body("detail", containsString("maxMemory: 1536m of 5g memory in use, 4g more asked for"));
    user.asks().get(LEASES + "/a").then().body("state", equalTo("stopped"));
    user.asks()
        .contentType("application/json")
        .body("{\"memory\": \"5g\"}")
        .patch(LEASES + "/b")
        .then()
        .statusCode(409)
        .body("type", equalTo("/problems/quota-exceeded"));
  }

  @Test
  void showsUseBesideLimits() {
    plan(
        """
        {"maxLeases": 5, "maxRunning": 4, "maxKept": 3, "maxGpus": 2, "maxCpus": 2.5,
         "maxMemory": "12g", "maxShm": "6g", "maxPorts": 9}""");
    user.asks()
        .get("/api/v1/me")
        .then()
        .body("allowed.maxGpus", equalTo(2))
        .body("use.maxLeases.used", equalTo(0))
        .body("use.maxMemory.used", equalTo("0"));
    ask("{\"image\": \"debian\", \"name\": \"a\", \"memory\": \"4g\", \"cpus\": 0.5}")
        .statusCode(202);
    ask("{\"image\": \"debian\", \"name\": \"b\", \"memory\": \"1g\", \"cpus\": 0.5}")
        .statusCode(202);
    stopped("b");
    user.asks()
        .get("/api/v1/me")
        .then()
        .body("use.maxLeases.used", equalTo(2))
        .body("use.maxLeases.limit", equalTo(5))
        .body("use.maxRunning.used", equalTo(1))
        .body("use.maxRunning.limit", equalTo(4))
        .body("use.maxKept.used", equalTo(1))
        .body("use.maxKept.limit", equalTo(3))
        .body("use.maxGpus.used", equalTo(0))
        .body("use.maxGpus.limit", equalTo(2))
        .body("use.maxCpus.used", equalTo(0.5f))
        .body("use.maxCpus.limit", equalTo(2.5f))
        .body("use.maxMemory.used", equalTo("4g"))
        .body("use.maxMemory.limit", equalTo("12g"))
        .body("use.maxShm.used", equalTo("2g"))
        .body("use.maxShm.limit", equalTo("6g"))
        .body("use.maxPorts.used", equalTo(2))
        .body("use.maxPorts.limit", equalTo(9));
  }

  @Test
  void saysWhatWouldHappenWithoutDoingIt() {
    plan("{\"maxRunning\": 1}");
    var body =
        "{\"image\": \"debian\", \"name\": \"a\", \"env\": {}, \"mounts\": [{\"volume\":"
            + " \"code\", \"target\": \"/code\"}]}";
    tryOut(body, "true")
        .statusCode(200)
        .body("outcome", equalTo("admitted"))
        .body("size()", equalTo(1));
    assertThat(leases.live(user.handle())).isEmpty();
    user.asks().get("/api/v1/volumes").then().body("items.name", everyItem(equalTo("home")));
    var audited = admin.asks().get("/api/v1/admin/audit?limit=200").then();
    assertThat(audited.extract().<List<String>>path("items.actor"))
        .doesNotContain(user.handle().value());

    ask(body).statusCode(202);
    tryOut("{\"image\": \"debian\", \"name\": \"b\"}", "true")
        .statusCode(200)
        .body("outcome", equalTo("refused"))
        .body("problem.type", equalTo("/problems/quota-exceeded"))
        .body("problem.status", equalTo(409))
        .body("problem.instance", equalTo(LEASES))
        .body("problem.detail", containsString("maxRunning: 1 of 1"));
    tryOut("{\"image\": \"debian\", \"name\": \"a\"}", "true")
        .body("outcome", equalTo("refused"))
        .body("problem.type", equalTo("/problems/name-taken"))
        .body("problem.errors.field", everyItem(in(List.of("name"))));
  }

  @Test
  void aDryRunIgnoresTheIdempotencyKeyAndChecksTheSame() {
    user.asks()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", "once")
        .body("{\"image\": \"debian\", \"name\": \"a\"}")
        .post(LEASES + "?dryRun=true")
        .then()
        .statusCode(200)
        .body("outcome", equalTo("admitted"));
    user.asks()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", "once")
        .body("{\"image\": \"debian\", \"name\": \"other\"}")
        .post(LEASES + "?dryRun=false")
        .then()
        .statusCode(202);
    tryOut("{\"image\": \"nowhere\", \"memory\": \"1k\"}", "true")
        .statusCode(400)
        .body("type", equalTo("/problems/validation-failed"))
        .body("errors", hasSize(2));
    tryOut("{\"image\": \"debian\"}", "maybe")
        .statusCode(400)
        .body("errors[0].field", equalTo("dryRun"))
        .body("errors[0].message", equalTo("must be true or false, not 'maybe'"));
    tryOut("{\"image\": \"debian\"}", "").statusCode(400);
    tryOut("{\"image\": \"debian\"}", "false&dryRun=true").statusCode(400);
    user.asks()
        .contentType(ContentType.JSON)
        .body("{\"image\": \"debian\"}")
        .post(LEASES + "?dryRun")
        .then()
        .statusCode(400);
    assertThat(leases.live(user.handle())).hasSize(1);
  }

  @Test
  void anAdminMakesExceptionsForATime() {
    plan("{\"maxRunning\": 1}");
    ask("{\"image\": \"debian\", \"name\": \"a\"}").statusCode(202);
    except("maxRunning", "{\"value\": 2, \"until\": \"%s\", \"reason\": \"deadline\"}", 3600)
        .statusCode(201)
        .body("limit", equalTo("maxRunning"))
        .body("value", equalTo(2))
        .body("over", equalTo(false))
        .body("reason", equalTo("deadline"));
    user.asks()
        .get("/api/v1/me")
        .then()
        .body("allowed.maxRunning", equalTo(2))
        .body("use.maxRunning.limit", equalTo(2));
    ask("{\"image\": \"debian\", \"name\": \"b\"}").statusCode(202);
    ask("{\"image\": \"debian\", \"name\": \"c\"}").statusCode(409);
    except("maxMemory", "{\"value\": \"1g\", \"until\": \"%s\", \"reason\": \"x\"}", 3600)
        .statusCode(201)
        .body("value", equalTo("1g"));
    except("maxMemory", "{\"value\": \"9g\", \"until\": \"%s\", \"reason\": \"x\"}", 3600)
        .statusCode(200);
    admin
        .asks()
        .get(exceptions())
        .then()
        .body("items.limit", equalTo(List.of("maxMemory", "maxRunning")));
    admin.asks().get(exceptions() + "/maxMemory").then().body("value", equalTo("9g"));
    admin.asks().delete(exceptions() + "/maxRunning").then().statusCode(204);
    admin.asks().delete(exceptions() + "/maxRunning").then().statusCode(404);
    admin.asks().get(exceptions() + "/maxRunning").then().statusCode(404);
    user.asks().get("/api/v1/me").then().body("allowed.maxRunning", equalTo(1));
    admin
        .asks()
        .get("/api/v1/admin/audit?limit=3")
        .then()
        .body(
            "items.action",
            equalTo(List.of("exception.remove", "exception.change", "exception.create")))
        .body("items.subject", everyItem(equalTo(user.handle().value())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          maxGpus   | "value": "6"    | value  | must be a number, 0 to 1024, as maxGpus has in a plan, not '6'
          maxGpus   | "value": 1025   | value  | not '1025'
          maxGpus   | "value": 1.5    | value  | not '1.5'
          maxGpus   | "value": -1     | value  | not '-1'
          maxGpus   | "value": null   | value  | must be a number
          maxGpus   | "value": [1]    | value  | must be a number
          maxGpus   | "value": true   | value  | not 'true'
          maxMemory | "value": 64     | value  | must be a text, 64m to 1024t
          maxMemory | "value": "1k"   | value  | not '1k'
          maxTerm   | "value": "1s"   | value  | must be a text, 5s to 3650d
          weight    | "value": 0.01   | value  | must be a number, 0.1 to 100
          weight    | "value": 1e400  | value  | must be a number
          """)
  void namesWhatIsWrongWithAnException(String limit, String value, String field, String message) {
    except(limit, "{" + value + ", \"until\": \"%s\", \"reason\": \"x\"}", 3600)
        .statusCode(400)
        .body("errors.field", equalTo(List.of(field)))
        .body("errors[0].message", containsString(message));
  }

  @Test
  void anExceptionNeedsALimitAnEndAndAReason() {
    except("maxGpus", "{\"value\": 1}", 0)
        .statusCode(400)
        .body("errors.field", equalTo(List.of("until", "reason")));
    except("maxGpus", "{\"value\": 1, \"until\": \"%s\", \"reason\": \"a\\nb\"}", -1)
        .statusCode(400)
        .body("errors.field", equalTo(List.of("until", "reason")));
    except("maxFun", "{\"value\": 1, \"until\": \"%s\", \"reason\": \"x\"}", 60).statusCode(404);
    admin
        .asks()
        .contentType(ContentType.JSON)
        .body("{\"value\": 1, \"until\": \"2099-01-01T00:00:00Z\", \"reason\": \"x\"}")
        .put("/api/v1/admin/users/nobody-here/exceptions/maxGpus")
        .then()
        .statusCode(404);
  }

  private String exceptions() {
    return "/api/v1/admin/users/" + user.handle() + "/exceptions";
  }

  private ValidatableResponse except(String limit, String body, int seconds) {
    return admin
        .asks()
        .contentType(ContentType.JSON)
        .body(body.replace("%s", clock.instant().plusSeconds(seconds).toString()))
        .put(exceptions() + "/" + limit)
        .then();
  }

  private void plan(String body) {
    admin
        .asks()
        .contentType(ContentType.JSON)
        .body(body)
        .put("/api/v1/admin/plans/" + plan)
        .then()
        .statusCode(201);
    admin
        .asks()
        .contentType(ContentType.JSON)
        .body("{\"plan\": \"" + plan + "\"}")
        .patch("/api/v1/admin/users/" + user.handle())
        .then()
        .statusCode(200);
  }

  private ValidatableResponse ask(String body) {
    return user.asks().contentType(ContentType.JSON).body(body).post(LEASES).then();
  }

  private ValidatableResponse tryOut(String body, String dryRun) {
    return user.asks()
        .contentType(ContentType.JSON)
        .body(body)
        .post(LEASES + "?dryRun=" + dryRun)
        .then();
  }

  /** As if the watchdog had stopped it. */
  private void stopped(String name) {
    var id = user.asks().get(LEASES + "/" + name).then().extract().<String>path("id");
    var lease = leases.find(new LeaseId(id)).orElseThrow();
    var now = lease.state().since();
    assertThat(leases.replace(lease.with(new LeaseState.Stopped(now, Actor.OWNER)), now, now))
        .isTrue();
  }
}
