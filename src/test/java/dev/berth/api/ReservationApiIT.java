package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;

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
import dev.berth.lease.model.Lease;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GPUs booked ahead, over REST. Nothing runs here. */
@QuarkusTest
@TestProfile(NoEngine.class)
@QuarkusTestResource(PostgresResource.class)
class ReservationApiIT {

  private static final String RESERVATIONS = "/api/v1/reservations";
  private static final String LEASES = "/api/v1/leases";
  private static final Instant SEEN = Instant.parse("2026-01-01T12:00:00Z");

  private final TestUsers users;
  private final GpuStore store;
  private final LeaseStore leases;
  private final LeaseQueue queue;
  private final Gpu gpu =
      new Gpu(
          new GpuId("GPU-" + UUID.randomUUID()), 0, "Simulated A100", ByteSize.ofMebibytes(81_920));
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private TestUser user;
  private TestUser admin;

  ReservationApiIT(TestUsers users, GpuStore store, LeaseStore leases, LeaseQueue queue) {
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
        List.of(new FoundGpu(gpu, new Reading(3, 0, 31, 0), Optional.empty())), Set.of(), SEEN);
  }

  @AfterEach
  void gone() {
    for (var owner : List.of(user, admin)) {
      leases.live(owner.handle()).forEach(lease -> TestLeases.endNow(leases, lease.id().value()));
      List<String> open =
          owner
              .asks()
              .get(RESERVATIONS)
              .then()
              .extract()
              .path("items.findAll { it.state != 'ended' }.id");
      open.forEach(id -> owner.asks().delete(RESERVATIONS + "/" + id).then().statusCode(204));
    }
    store.found(List.of(), Set.of(), SEEN);
  }

  private ValidatableResponse book(TestUser by, String json) {
    return by.asks().contentType(ContentType.JSON).body(json).post(RESERVATIONS).then();
  }

  private String hours(int from, int until, String more) {
    return "{\"gpus\": 1, \"from\": \"%s\", \"until\": \"%s\"%s}"
        .formatted(now.plus(Duration.ofHours(from)), now.plus(Duration.ofHours(until)), more);
  }

  private String forUser() {
    return ", \"owner\": \"" + user.handle() + "\"";
  }

  private void request(TestUser by, String name, String ttl) {
    by.asks()
        .contentType(ContentType.JSON)
        .body(
            "{\"name\": \"%s\", \"image\": \"debian\", \"gpus\": 1, \"ttl\": \"%s\"}"
                .formatted(name, ttl))
        .post(LEASES)
        .then()
        .statusCode(202);
  }

  private List<String> advance() {
    return queue.advance().stream().map(Lease::name).toList();
  }

  @Test
  void adminsBookForUsersWhoSeeAndCancelIt() {
    String id =
        book(admin, hours(1, 3, forUser()))
            .statusCode(201)
            .header("Location", containsString("/api/v1/reservations/"))
            .body("owner", equalTo(user.handle().value()))
            .body("state", equalTo("upcoming"))
            .body("gpus.uuid", equalTo(List.of(gpu.id().value())))
            .body("from", equalTo(now.plus(Duration.ofHours(1)).toString()))
            .extract()
            .path("id");
    user.asks().get(RESERVATIONS).then().body("items.id", equalTo(List.of(id)));
    admin.asks().get(RESERVATIONS).then().body("items", empty());
    admin.asks().get(RESERVATIONS + "?owner=*").then().body("items.id", hasItem(id));
    users.make(Role.USER).asks().get(RESERVATIONS + "/" + id).then().statusCode(404);

    user.asks().delete(RESERVATIONS + "/" + id).then().statusCode(204);

    user.asks()
        .get(RESERVATIONS + "/" + id)
        .then()
        .body("state", equalTo("ended"))
        .body("reason", equalTo("cancelled"))
        .body("gpus", empty());
    user.asks()
        .delete(RESERVATIONS + "/" + id)
        .then()
        .statusCode(409)
        .body("type", endsWith("conflict"));
    admin
        .asks()
        .get("/api/v1/admin/audit")
        .then()
        .body("items.action", hasItems("reservation.book", "reservation.cancel"));
  }

  @Test
  void usersBookOnlyWhereTheirPlanAllowsItAndForThemselves() {
    book(user, hours(1, 3, ""))
        .statusCode(403)
        .body("detail", containsString("permissions.reservations"));
    admin
        .asks()
        .contentType(ContentType.JSON)
        .body("{\"permissions\": {\"reservations\": true}}")
        .put("/api/v1/admin/plans/bookers")
        .then()
        .body("permissions.reservations", is(true));
    admin
        .asks()
        .contentType(ContentType.JSON)
        .body("{\"plan\": \"bookers\"}")
        .patch("/api/v1/admin/users/" + user.handle())
        .then()
        .statusCode(200);
    book(user, hours(1, 3, "")).statusCode(201);
    book(user, hours(4, 5, ", \"owner\": \"" + admin.handle() + "\"")).statusCode(403);
  }

  @Test
  void withinItsTimeTheOwnerGetsTheGpuAndNobodyElse() {
    book(admin, hours(0, 3, forUser())).statusCode(201).body("state", equalTo("active"));
    request(admin, "others", "1h");
    assertThat(advance()).isEmpty();
    request(user, "own", "1h");
    assertThat(advance()).containsExactly("own");
  }

  @Test
  void whatWouldReachIntoItWaitsAndWhatRunsIsNotExtendedIntoIt() {
    book(admin, hours(3, 5, ", \"owner\": \"" + admin.handle() + "\"")).statusCode(201);
    request(user, "long", "4h");
    assertThat(advance()).isEmpty();
    user.asks()
        .get(LEASES + "/long")
        .then()
        .body("queue.earliestStart", equalTo(now.plus(Duration.ofHours(5)).toString()));
    request(user, "short", "1h");
    assertThat(advance()).containsExactly("short");
    user.asks()
        .contentType(ContentType.JSON)
        .body("{\"by\": \"3h\"}")
        .post(LEASES + "/short/extend")
        .then()
        .statusCode(409)
        .body("type", endsWith("gpu-promised"))
        .body("detail", containsString("is reserved for somebody else from"));
    user.asks()
        .contentType(ContentType.JSON)
        .body("{\"expiresAt\": \"%s\"}".formatted(now.plus(Duration.ofHours(4))))
        .patch(LEASES + "/short")
        .then()
        .statusCode(409)
        .body("type", endsWith("gpu-promised"));
  }

  @Test
  void whatIsBookedAlreadyIsNotBookedAgain() {
    book(admin, hours(1, 3, "")).statusCode(201);
    book(admin, hours(2, 4, forUser()))
        .statusCode(409)
        .body("type", endsWith("gpu-promised"))
        .body("detail", containsString("from " + now.plus(Duration.ofHours(3)) + " on they are"));
    for (int i = 3; i < 7; i++) {
      book(admin, hours(i, i + 1, "")).statusCode(201);
    }
    book(admin, hours(8, 9, "")).statusCode(409).body("type", endsWith("quota-exceeded"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'until': '+2h'}                              | gpus      | must be 1 or more
          {'gpus': 0, 'until': '+2h'}                   | gpus      | must be 1 or more
          {'gpus': 2, 'until': '+2h'}                   | gpus      | must be at most 1
          {'gpus': 1}                                   | until     | is needed
          {'gpus': 1, 'until': '+1m'}                   | until     | must be 10m to
          {'gpus': 1, 'until': '+900h'}                 | until     | the plan's maxTerm
          {'gpus': 1, 'from': '-1h', 'until': '+2h'}    | from      | must not be in the past
          {'gpus': 1, 'from': '+900h', 'until': '+901h'} | from     | must be at most 30d ahead
          {'gpus': 1, 'until': '+2h', 'owner': 'none'}  | owner     | must be a user
          {'gpus': 1, 'until': '+2h', 'gpu': {'model': 'B200'}} | gpus | must be at most 0 of this kind
          {'gpus': 1, 'to': '+2h'}                      | to        | is not known here
          {'gpus': 1, 'until': 'noon'}                  | until     | must be
          """)
  void saysWhatIsWrong(String fields, String field, String message) {
    String json = fields;
    for (var time : List.of("+1m", "+2h", "-1h", "+900h", "+901h")) {
      String amount = time.substring(1, time.length() - 1);
      long seconds = Long.parseLong(amount) * (time.endsWith("h") ? 3_600 : 60);
      var at = now.plusSeconds(time.startsWith("-") ? -seconds : seconds);
      json = json.replace(time, at.toString());
    }
    book(admin, json.replace('\'', '"'))
        .statusCode(400)
        .body("errors.field", hasItem(field))
        .body("errors.find { it.field == '" + field + "' }.message", containsString(message));
  }
}
