package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GPUs that admins have several leases use, over REST. Nothing runs here. */
@QuarkusTest
@TestProfile(NoEngine.class)
@QuarkusTestResource(PostgresResource.class)
class GpuShareApiIT {

  private static final String LEASES = "/api/v1/leases";
  private static final String GPUS = "/api/v1/admin/gpus";
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private final TestUsers users;
  private final GpuStore store;
  private final LeaseStore leases;
  private final LeaseQueue queue;
  private final Gpu first = gpu(0);
  private final Gpu second = gpu(1);
  private TestUser user;
  private TestUser admin;

  GpuShareApiIT(TestUsers users, GpuStore store, LeaseStore leases, LeaseQueue queue) {
    this.users = users;
    this.store = store;
    this.leases = leases;
    this.queue = queue;
  }

  private static Gpu gpu(int index) {
    return new Gpu(
        new GpuId("GPU-" + UUID.randomUUID()),
        index,
        "Simulated A100",
        ByteSize.ofMebibytes(80 * 1024L));
  }

  private void find(Gpu... gpus) {
    store.found(
        List.of(gpus).stream()
            .map(gpu -> new FoundGpu(gpu, new Reading(3, 0, 31, 0), Optional.empty()))
            .toList(),
        Set.of(),
        NOW);
  }

  @BeforeEach
  void twoGpus() {
    user = users.make(Role.USER);
    admin = users.make(Role.ADMIN);
    find(first, second);
  }

  @AfterEach
  void gone() {
    leases.live(user.handle()).forEach(lease -> TestLeases.endNow(leases, lease.id().value()));
    find();
  }

  private ValidatableResponse share(String gpu, String body) {
    return admin
        .asks()
        .contentType(ContentType.JSON)
        .body(body)
        .put(GPUS + "/" + gpu + "/sharing")
        .then();
  }

  private ValidatableResponse share(Gpu gpu, int shares) {
    return share(gpu.id().value(), "{\"shares\": " + shares + "}");
  }

  private ValidatableResponse ask(String name, int count) {
    var body =
        """
        {"name": "%s", "image": "debian", "gpus": %d, "gpu": {"share": true}}"""
            .formatted(name, count);
    return user.asks().contentType(ContentType.JSON).body(body).post(LEASES).then();
  }

  /** Of one GPU or share; the database is shared with other tests, whose GPUs are gone. */
  private ValidatableResponse known(GpuId gpu) {
    return admin
        .asks()
        .get(GPUS + "?limit=200")
        .then()
        .statusCode(200)
        .rootPath("items.find { it.uuid == '" + gpu + "' }");
  }

  @Test
  void aSharedGpuIsListedWithItsSharesAndEachIsForALease() {
    share(first, 4).statusCode(200).body("state", is("shared")).body("shares", is(4));
    known(first.id().share(3, 4))
        .body("parent", equalTo(first.id().value()))
        .body("model", equalTo("Simulated A100 1/4"))
        .body("memory", equalTo("20g"))
        .body("state", is("free"))
        .body("shares", is(1));
    known(second.id()).body("parent", nullValue()).body("shares", is(1));

    ask("box", 1).statusCode(202);
    ask("many", 5).statusCode(400).body("errors[0].message", containsString("must be at most 4"));
    assertThat(queue.advance()).hasSize(1);
    user.asks()
        .get(LEASES + "/box")
        .then()
        .body("gpus.uuid", equalTo(List.of(first.id() + ":1of4")))
        .body("gpus[0].model", equalTo("Simulated A100 1/4"));
    known(first.id().share(1, 4)).body("holder.name", is("box"));
  }

  @Test
  void withoutSharesNobodyMayAskForThem() {
    ask("box", 1)
        .statusCode(400)
        .body("errors[0].message", containsString("must be at most 0 of this kind"));
  }

  @Test
  void nothingIsChangedWhileALeaseHoldsAShareOfIt() {
    share(first, 2);
    String lease = ask("box", 1).statusCode(202).extract().path("id");
    queue.advance();
    share(first, 1)
        .statusCode(409)
        .body("type", containsString("conflict"))
        .body(
            "detail",
            equalTo(
                "%s:1of2 is held by lease %s of %s".formatted(first.id(), lease, user.handle())));
    TestLeases.endNow(leases, lease);
    share(first, 1).statusCode(200).body("shares", is(1)).body("state", is("dirty"));
  }

  @Test
  void nothingIsChangedWhileAShareIsReserved() {
    share(first, 2);
    var from = Instant.now().plus(Duration.ofDays(1));
    var body =
        """
        {"gpus": 1, "gpu": {"share": true}, "from": "%s", "until": "%s"}"""
            .formatted(from, from.plusSeconds(3600));
    String id =
        admin
            .asks()
            .contentType(ContentType.JSON)
            .body(body)
            .post("/api/v1/reservations")
            .then()
            .statusCode(201)
            .body("gpus.uuid", equalTo(List.of(first.id() + ":1of2")))
            .extract()
            .path("id");
    share(first, 4)
        .statusCode(409)
        .body("detail", equalTo(first.id() + ":1of2 is reserved for " + admin.handle().value()));
    admin.asks().delete("/api/v1/reservations/" + id);
    share(first, 4).statusCode(200);
  }

  @Test
  void whatIsDoneToAShareIsDoneToItsGpu() {
    share(first, 2);
    admin
        .asks()
        .post(GPUS + "/" + first.id() + ":2of2/drain")
        .then()
        .statusCode(200)
        .body("state", is("draining"));
    known(first.id()).body("state", is("draining"));
    known(first.id().share(1, 2)).body("state", is("draining"));
  }

  @Test
  void isWrittenDown() {
    share(first, 2);
    share(first, 1);
    admin
        .asks()
        .get("/api/v1/admin/audit?limit=2")
        .then()
        .body("items.action", equalTo(List.of("gpu.share", "gpu.share")))
        .body("items.subject", equalTo(List.of(first.id().value(), first.id().value())))
        .body("items.detail", equalTo(List.of("exclusive", "2 shares")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"shares\": 0}", "{\"shares\": 17}", "{\"shares\": \"many\"}"})
  void saysThatTheNumberOfSharesIsWrong(String body) {
    share(first.id().value(), body)
        .statusCode(400)
        .body("errors.field", equalTo(List.of("shares")));
  }

  @Test
  void onlyWholeGpusAreShared() {
    share(first, 2);
    share(first.id() + ":1of2", "{\"shares\": 2}").statusCode(404);
    share("GPU-none", "{\"shares\": 2}").statusCode(404);
    share("3", "{\"shares\": 2}").statusCode(404);
  }
}
