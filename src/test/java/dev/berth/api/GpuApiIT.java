package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.berth.NoEngine;
import dev.berth.PostgresResource;
import dev.berth.account.Role;
import dev.berth.api.TestUsers.TestUser;
import dev.berth.gpu.GpuStore;
import dev.berth.gpu.model.FoundGpu;
import dev.berth.gpu.model.Reading;
import dev.berth.grant.model.Gpu;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import dev.berth.lease.LeaseQueue;
import dev.berth.lease.LeaseStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GPUs over REST: asked for by users, seen and kept back by admins. Nothing runs here. */
@QuarkusTest
@TestProfile(NoEngine.class)
@QuarkusTestResource(PostgresResource.class)
class GpuApiIT {

  private static final String LEASES = "/api/v1/leases";
  private static final String GPUS = "/api/v1/admin/gpus";
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private final TestUsers users;
  private final GpuStore store;
  private final LeaseStore leases;
  private final LeaseQueue queue;
  private final Gpu first = gpu(0, "Simulated A30", 24);
  private final Gpu second = gpu(1, "Simulated A100", 80);
  private TestUser user;
  private TestUser admin;

  GpuApiIT(TestUsers users, GpuStore store, LeaseStore leases, LeaseQueue queue) {
    this.users = users;
    this.store = store;
    this.leases = leases;
    this.queue = queue;
  }

  private static Gpu gpu(int index, String model, int gibibytes) {
    return new Gpu(
        new GpuId("GPU-" + UUID.randomUUID()),
        index,
        model,
        ByteSize.ofMebibytes(gibibytes * 1024L));
  }

  private static FoundGpu found(Gpu gpu, int processes) {
    return new FoundGpu(gpu, new Reading(3, 0, 31, processes), Optional.empty());
  }

  @BeforeEach
  void twoGpus() {
    user = users.make(Role.USER);
    admin = users.make(Role.ADMIN);
    store.found(List.of(found(first, 0), found(second, 0)), Set.of(), NOW);
  }

  @AfterEach
  void gone() {
    leases.live(user.handle()).forEach(lease -> TestLeases.endNow(leases, lease.id().value()));
    store.found(List.of(), Set.of(), NOW);
  }

  private ValidatableResponse ask(String json) {
    return user.asks().contentType(ContentType.JSON).body(json).post(LEASES).then();
  }

  private String request(String name, int gpus) {
    return ask("{\"name\": \"%s\", \"image\": \"debian\", \"gpus\": %d}".formatted(name, gpus))
        .statusCode(202)
        .extract()
        .path("id");
  }

  private ValidatableResponse lease(String name) {
    return user.asks().get(LEASES + "/" + name).then().statusCode(200);
  }

  /** Of one GPU; the database is shared with other tests, whose GPUs are gone. */
  private ValidatableResponse known(Gpu gpu) {
    return admin
        .asks()
        .get(GPUS + "?limit=200")
        .then()
        .statusCode(200)
        .rootPath("items.find { it.uuid == '" + gpu.id() + "' }");
  }

  @Test
  void aLeaseHasItsGpusAndTheNextOneWaitsAndIsToldUntilWhen() {
    String one = request("one", 2);
    request("two", 1);
    queue.advance();

    lease("one")
        .body("state", equalTo("starting"))
        .body("gpus.uuid", equalTo(List.of(first.id().value(), second.id().value())))
        .body("gpus[1].model", equalTo("Simulated A100"))
        .body("gpus[1].memory", equalTo("80g"))
        .body("queue", nullValue());
    lease("two")
        .body("state", equalTo("queued"))
        .body("gpus", empty())
        .body("queue.position", is(1))
        .body("queue.earliestStart", notNullValue());
    known(first).body("state", equalTo("held")).body("holder.lease", equalTo(one));
    user.asks().get(LEASES + "?state=queued").then().body("items.name", equalTo(List.of("two")));

    TestLeases.endNow(leases, one);
    assertThat(queue.advance()).as("not seen clean yet").isEmpty();
    known(first).body("state", equalTo("dirty"));
    store.found(List.of(found(first, 0), found(second, 0)), Set.of(first.id()), NOW);
    assertThat(queue.advance()).hasSize(1);
    lease("two").body("gpus.uuid", equalTo(List.of(first.id().value())));
  }

  @Test
  void whatIsDoneOnALossIsOneOfTwoWords() {
    ask("{\"image\": \"debian\", \"gpus\": 1, \"gpu\": {\"onLoss\": \"panic\"}}")
        .statusCode(400)
        .body("errors.field", equalTo(List.of("gpu.onLoss")))
        .body("errors[0].message", equalTo("must be tell or restart, not 'panic'"));
    ask("{\"image\": \"debian\", \"gpus\": 1, \"gpu\": {\"onLoss\": \"restart\"}}")
        .statusCode(202)
        .body("trouble", nullValue());
  }

  @Test
  void aDryRunTellsWhetherALeaseWouldWaitForGpus() {
    var two = "{\"name\": \"two\", \"image\": \"debian\", \"gpus\": 2}";
    dryRun(two).body("outcome", equalTo("admitted")).body("queue", nullValue());
    request("one", 2);
    queue.advance();
    dryRun(two)
        .body("outcome", equalTo("queued"))
        .body("queue.position", is(1))
        .body("queue.earliestStart", notNullValue())
        .body("problem", nullValue());
    user.asks().get(LEASES + "/two").then().statusCode(404);
    dryRun("{\"image\": \"debian\", \"gpus\": 3}").statusCode(400);
  }

  private ValidatableResponse dryRun(String json) {
    return user.asks()
        .contentType(ContentType.JSON)
        .body(json)
        .post(LEASES + "?dryRun=true")
        .then();
  }

  @Test
  void whoeverWaitsMayStopStartAndRelease() {
    request("all", 2);
    queue.advance();
    request("box", 1);
    user.asks().post(LEASES + "/box/stop").then().statusCode(202).body("state", is("stopped"));
    user.asks().post(LEASES + "/box/start").then().statusCode(202).body("state", is("queued"));
    user.asks()
        .post(LEASES + "/box/restart")
        .then()
        .statusCode(202)
        .body("state", is("queued"))
        .body("queue.position", is(1));
    user.asks().delete(LEASES + "/box").then().statusCode(202).body("state", is("releasing"));
  }

  @Test
  void aQuarantinedGpuIsGivenToNobodyUntilItIsRestored() {
    quarantine(second, "fan is dying").statusCode(200).body("state", equalTo("quarantined"));
    known(second).body("reason", equalTo("fan is dying"));
    ask("{\"name\": \"box\", \"image\": \"debian\", \"gpus\": 2}")
        .statusCode(400)
        .body("errors[0].message", containsString("must be at most 1"));
    admin
        .asks()
        .post(GPUS + "/" + second.id() + "/restore")
        .then()
        .statusCode(200)
        .body("state", equalTo("free"));
    request("box", 2);
    admin
        .asks()
        .get("/api/v1/admin/audit?limit=20")
        .then()
        .body("items.action", hasItem("gpu.quarantine"))
        .body("items.action", hasItem("gpu.restore"));
  }

  @Test
  void whatOthersComputeOnIsSaidAndKeptBack() {
    store.found(List.of(found(first, 1), found(second, 0)), Set.of(), NOW);
    known(first).body("state", equalTo("dirty")).body("unmanagedUse", is(true));
    request("box", 2);
    assertThat(queue.advance()).isEmpty();
  }

  @Test
  void aFaultThatAProbeFindsKeepsAGpuBack() {
    var broken =
        new FoundGpu(first, new Reading(0, null, null, 0), Optional.of("uncorrected ECC errors"));
    assertThat(store.found(List.of(broken, found(second, 0)), Set.of(), NOW))
        .containsExactly(broken);
    assertThat(store.found(List.of(broken, found(second, 0)), Set.of(), NOW)).isEmpty();
    known(first)
        .body("state", equalTo("quarantined"))
        .body("reason", equalTo("uncorrected ECC errors"));
  }

  @Test
  void aGpuThatIsNotFoundAnyMoreIsGone() {
    store.found(List.of(found(second, 0)), Set.of(), NOW);
    known(first).body("state", equalTo("gone"));
    ask("{\"image\": \"debian\", \"gpus\": 2}").statusCode(400);
  }

  private ValidatableResponse quarantine(Gpu gpu, String reason) {
    return admin
        .asks()
        .contentType(ContentType.JSON)
        .body("{\"reason\": \"" + reason + "\"}")
        .post(GPUS + "/" + gpu.id() + "/quarantine")
        .then();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'gpus':3}                                     | gpus         | must be at most 2, for this node has 2 to give: Simulated A100, Simulated A30, not 3
          {'gpus':-1}                                    | gpus         | must be 0 or more
          {'gpus':2,'gpu':{'model':'A100'}}              | gpus         | must be at most 1 of this kind
          {'gpus':1,'gpu':{'memory':'100g'}}             | gpus         | must be at most 0 of this kind
          {'gpus':1,'gpu':{'memory':'much'}}             | gpu.memory   | must be a size like 40g, not 'much'
          {'gpus':1,'gpu':{'model':''}}                  | gpu.model    | must be 1 to 100 characters
          {'gpus':1,'gpu':{'uuids':['3']}}               | gpu.uuids[0] | must be a UUID like GPU-… or MIG-…, not '3'
          {'gpus':1,'gpu':{'uuids':['GPU-1','GPU-2']}}   | gpu.uuids    | must have at most 1 entries
          {'gpus':1,'gpu':{'uuids':[null]}}              | gpu.uuids[0] | must not be null
          {'gpus':2,'gpu':{'uuids':['GPU-1','GPU-1']}}   | gpu.uuids    | must be as many as gpus, each once
          {'gpu':{'model':'A100'}}                       | gpu          | must be left out without gpus
          {'gpus':1,'gpu':{'modle':'A100'}}              | gpu.modle    | is not known here
          """)
  void saysWhatIsWrongWithAWish(String fields, String field, String message) {
    ask(fields.replace('\'', '"').replaceFirst("\\{", "{\"image\":\"debian\","))
        .statusCode(400)
        .body("errors.field", hasItem(field))
        .body(
            "errors.find { it.field == '" + field + "' }.message",
            containsString(message.replace('\'', '\'')));
  }

  @Test
  void gpusAreChosenOneByOneOnlyWhereThePlanAllowsIt() {
    String chosen =
        "{\"image\": \"debian\", \"gpus\": 1, \"gpu\": {\"uuids\": [\"%s\"]}}"
            .formatted(second.id());
    ask(chosen)
        .statusCode(400)
        .body("errors.field", equalTo(List.of("gpu.uuids")))
        .body("detail", containsString("permissions.chosenGpus"));
    admin
        .asks()
        .contentType(ContentType.JSON)
        .body("{\"permissions\": {\"chosenGpus\": true}}")
        .put("/api/v1/admin/plans/choosers")
        .then()
        .body("permissions.chosenGpus", is(true));
    admin
        .asks()
        .contentType(ContentType.JSON)
        .body("{\"plan\": \"choosers\"}")
        .patch("/api/v1/admin/users/" + user.handle())
        .then()
        .statusCode(200);
    ask(chosen).statusCode(202);
    assertThat(queue.advance().getFirst().gpus()).containsExactly(second);
  }

  @Test
  void saysWhatIsWrongWithAQuarantine() {
    quarantine(first, " ").statusCode(400).body("errors.field", equalTo(List.of("reason")));
    quarantine(first, "x".repeat(201)).statusCode(400);
    quarantine(gpu(7, "none", 1), "x").statusCode(404);
    admin.asks().post(GPUS + "/3/restore").then().statusCode(404);
    admin.asks().get(GPUS + "?limit=0").then().statusCode(400);
    admin.asks().get(GPUS + "?limit=1").then().body("items", hasSize(1));
  }
}
