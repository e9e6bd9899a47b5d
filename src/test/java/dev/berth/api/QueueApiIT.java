package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.berth.NoEngine;
import dev.berth.PostgresResource;
import dev.berth.account.Role;
import dev.berth.api.TestUsers.TestUser;
import dev.berth.gpu.GpuStore;
import dev.berth.gpu.model.FoundGpu;
import dev.berth.gpu.model.KnownGpu;
import dev.berth.gpu.model.Reading;
import dev.berth.grant.model.Gpu;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import dev.berth.lease.LeaseQueue;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.Lease;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What admins see of the queue and order in it, and what they drain. Nothing runs here. */
@QuarkusTest
@TestProfile(NoEngine.class)
@QuarkusTestResource(PostgresResource.class)
class QueueApiIT {

  private static final String LEASES = "/api/v1/leases";
  private static final String QUEUE = "/api/v1/admin/queue";
  private static final String GPUS = "/api/v1/admin/gpus";
  private static final String NODE = "/api/v1/admin/nodes/local";
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private final TestUsers users;
  private final GpuStore store;
  private final LeaseStore leases;
  private final LeaseQueue queue;
  private final GpuId gpu = new GpuId("GPU-" + UUID.randomUUID());
  private TestUser user;
  private TestUser admin;

  QueueApiIT(TestUsers users, GpuStore store, LeaseStore leases, LeaseQueue queue) {
    this.users = users;
    this.store = store;
    this.leases = leases;
    this.queue = queue;
  }

  @BeforeEach
  void oneGpu() {
    user = users.make(Role.USER);
    admin = users.make(Role.ADMIN);
    store.found(
        List.of(
            new FoundGpu(
                new Gpu(gpu, 0, "Simulated A100", ByteSize.ofMebibytes(81_920)),
                new Reading(3, 0, 31, 0),
                Optional.empty())),
        Set.of(),
        NOW);
  }

  @AfterEach
  void gone() {
    admin.asks().post(NODE + "/restore").then().statusCode(200);
    leases.live(user.handle()).forEach(lease -> TestLeases.endNow(leases, lease.id().value()));
    store.found(List.of(), Set.of(), NOW);
  }

  private ValidatableResponse ask(String name) {
    return user.asks()
        .contentType(ContentType.JSON)
        .body("{\"name\": \"%s\", \"image\": \"debian\", \"gpus\": 1}".formatted(name))
        .post(LEASES)
        .then();
  }

  private String request(String name) {
    return ask(name).statusCode(202).extract().path("id");
  }

  private ValidatableResponse order(String lease, String json) {
    return admin.asks().contentType(ContentType.JSON).body(json).patch(QUEUE + "/" + lease).then();
  }

  private List<String> advance() {
    return queue.advance().stream().map(Lease::name).toList();
  }

  @Test
  void adminsSeeWhoWaitsForWhatAndPutOneFirst() {
    request("first");
    assertThat(advance()).containsExactly("first");
    request("second");
    String third = request("third");
    admin
        .asks()
        .get(QUEUE)
        .then()
        .statusCode(200)
        .body("items.name", equalTo(List.of("second", "third")))
        .body("items.position", equalTo(List.of(1, 2)))
        .body("items[0].owner", equalTo(user.handle().value()))
        .body("items[0].gpus.count", is(1))
        .body("items[0].weight", is(1f))
        .body("items[0].earliestStart", notNullValue())
        .body("items[0].held", is(false));

    order(third, "{\"priority\": 10}").statusCode(200).body("position", is(1));

    user.asks().get(LEASES + "/third").then().body("queue.position", is(1));
    admin.asks().get("/api/v1/admin/audit").then().body("items.action", hasItem("queue.order"));
  }

  @Test
  void whoeverWantsToBeAskedFirstStartsTheLeaseWhenItsTurnHasCome() {
    user.asks()
        .contentType(ContentType.JSON)
        .body("{\"name\": \"asked\", \"image\": \"debian\", \"gpus\": 1, \"claim\": true}")
        .post(LEASES)
        .then()
        .statusCode(202)
        .body("state", is("queued"));
    assertThat(advance()).containsExactly("asked");
    user.asks()
        .get(LEASES + "/asked")
        .then()
        .body("state", is("offered"))
        .body("claimBefore", notNullValue())
        .body("gpus.uuid", equalTo(List.of(gpu.value())));
    user.asks().get(LEASES + "?state=offered").then().body("items.name", hasItem("asked"));
    user.asks().post(LEASES + "/asked/stop").then().statusCode(202).body("state", is("stopped"));
    user.asks().post(LEASES + "/asked/start").then().statusCode(202).body("state", is("queued"));
    store.found(store.list().stream().map(QueueApiIT::clean).toList(), Set.of(gpu), NOW);
    assertThat(advance()).containsExactly("asked");
    user.asks()
        .post(LEASES + "/asked/start")
        .then()
        .statusCode(202)
        .body("state", is("starting"))
        .body("claimBefore", nullValue());
    user.asks()
        .contentType(ContentType.JSON)
        .body("{\"image\": \"debian\", \"claim\": true}")
        .post(LEASES)
        .then()
        .statusCode(400)
        .body("errors.field", equalTo(List.of("claim")));
  }

  @Test
  void aLeaseThatIsHeldBackStartsWhenTheHoldIsLifted() {
    String held = request("held");
    order(held, "{\"held\": true, \"priority\": 1}")
        .statusCode(200)
        .body("held", is(true))
        .body("earliestStart", nullValue());
    assertThat(advance()).isEmpty();
    request("next");
    assertThat(advance()).containsExactly("next");
    order(held, "{\"held\": false}").body("held", is(false)).body("priority", is(1));
    TestLeases.endNow(leases, find("next"));
    store.found(store.list().stream().map(QueueApiIT::clean).toList(), Set.of(gpu), NOW);
    assertThat(advance()).containsExactly("held");
    order(held, "{}").statusCode(404);
  }

  private String find(String name) {
    return user.asks().get(LEASES + "/" + name).then().extract().path("id");
  }

  private static FoundGpu clean(KnownGpu known) {
    return new FoundGpu(known.gpu(), new Reading(3, 0, 31, 0), Optional.empty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'priority': 1001}   | priority
          {'priority': -1001}  | priority
          {'priority': 'high'} | priority
          {'held': 1}          | held
          {'hold': true}       | hold
          """)
  void saysWhatIsWrongWithAnOrder(String json, String field) {
    order(request("box"), json.replace('\'', '"'))
        .statusCode(400)
        .body("errors.field", equalTo(List.of(field)));
  }

  @Test
  @Timeout(30)
  void whoeverFollowsTheEventsIsToldThePlaceWhileWaiting() {
    request("first");
    advance();
    String second = request("second");
    Thread.startVirtualThread(() -> release(second));
    String events =
        user.asks()
            .accept("text/event-stream")
            .get(LEASES + "/" + second + "/events")
            .then()
            .statusCode(200)
            .extract()
            .asString();
    assertThat(events)
        .containsSubsequence("event:queue", "\"position\":1", "\"earliestStart\":\"", "released");
  }

  /** When its place was surely told. */
  private void release(String lease) {
    await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
    TestLeases.endNow(leases, lease);
  }

  @Test
  void aGpuThatIsDrainedRunsEmpty() {
    request("box");
    advance();
    admin
        .asks()
        .post(GPUS + "/" + gpu + "/drain")
        .then()
        .statusCode(200)
        .body("state", equalTo("draining"))
        .body("holder.name", equalTo("box"));
    extend("box")
        .statusCode(409)
        .body("type", equalTo("/problems/gpu-promised"))
        .body("detail", containsString("is being drained"));
    ask("other").statusCode(400).body("errors.field", equalTo(List.of("gpus")));
    admin.asks().post(GPUS + "/" + gpu + "/restore").then().body("state", equalTo("held"));
    extend("box").statusCode(200);
    admin.asks().post(GPUS + "/GPU-none/drain").then().statusCode(404);
  }

  private ValidatableResponse extend(String name) {
    return user.asks()
        .contentType(ContentType.JSON)
        .body("{\"by\": \"1h\"}")
        .post(LEASES + "/" + name + "/extend")
        .then();
  }

  @Test
  void aNodeThatIsDrainedTakesNothingNew() {
    request("box");
    advance();
    request("waits");
    admin
        .asks()
        .post(NODE + "/drain")
        .then()
        .statusCode(200)
        .body("state", equalTo("draining"))
        .body("gpus.held", is(1))
        .body("leases.queued", is(1));
    for (var refused : List.of(ask("more"), extend("box"))) {
      refused.statusCode(503).body("type", equalTo("/problems/node-draining"));
    }
    assertThat(advance()).isEmpty();
    user.asks().get(LEASES + "/waits").then().body("queue.earliestStart", nullValue());
    admin
        .asks()
        .get("/api/v1/admin/nodes")
        .then()
        .body("items.id", hasItem("local"))
        .body("items.state", hasItem("draining"));
    admin.asks().post(NODE + "/restore").then().statusCode(200).body("state", equalTo("ready"));
    extend("box").statusCode(200);
    admin.asks().post("/api/v1/admin/nodes/other/drain").then().statusCode(404);
    admin
        .asks()
        .get("/api/v1/admin/audit")
        .then()
        .body("items.action", hasItems("node.drain", "node.restore"));
  }
}
