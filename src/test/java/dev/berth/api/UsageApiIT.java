package dev.berth.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.berth.NoEngine;
import dev.berth.PostgresResource;
import dev.berth.account.Role;
import dev.berth.api.TestUsers.TestUser;
import dev.berth.gpu.GpuStore;
import dev.berth.gpu.model.FoundGpu;
import dev.berth.gpu.model.Reading;
import dev.berth.grant.model.Gpu;
import dev.berth.grant.model.GpuQueue;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.NodeId;
import dev.berth.lease.LeaseQueue;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.SampleLeases;
import dev.berth.usage.UsageStore;
import dev.berth.usage.model.Idle;
import dev.berth.usage.model.Span;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was used, over REST, and what limits on it say. Nothing runs here. */
@QuarkusTest
@TestProfile(NoEngine.class)
@QuarkusTestResource(PostgresResource.class)
class UsageApiIT {

  private static final String ALL = "/api/v1/admin/usage";
  private static final String OWN = "/api/v1/me/usage";
  private static final String EVIL = "=HYPERLINK(\"x\"),\n";

  private final TestUsers users;
  private final LeaseStore leases;
  private final LeaseQueue queue;
  private final UsageStore usage;
  private final GpuStore gpus;
  private final InstantSource clock;
  private final Gpu first = gpu(0);
  private final Gpu second = gpu(1);
  private Instant now = Instant.EPOCH;
  private TestUser user;
  private TestUser admin;

  UsageApiIT(
      TestUsers users,
      LeaseStore leases,
      LeaseQueue queue,
      UsageStore usage,
      GpuStore gpus,
      InstantSource clock) {
    this.queue = queue;
    this.users = users;
    this.leases = leases;
    this.usage = usage;
    this.gpus = gpus;
    this.clock = clock;
  }

  private static Gpu gpu(int index) {
    return new Gpu(
        new GpuId("GPU-" + UUID.randomUUID()), index, "A100", ByteSize.ofMebibytes(81_920));
  }

  @BeforeEach
  void twoGpus() {
    now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    user = users.make(Role.USER);
    admin = users.make(Role.ADMIN);
    clean();
  }

  @AfterEach
  void gone() {
    leases.live(user.handle()).forEach(lease -> TestLeases.endNow(leases, lease.id().value()));
    gpus.found(List.of(), Set.of(), now);
  }

  private void clean() {
    gpus.found(
        Stream.of(first, second)
            .map(gpu -> new FoundGpu(gpu, new Reading(3, 0, 31, 0), Optional.empty()))
            .toList(),
        Set.of(first.id(), second.id()),
        now);
  }

  private ValidatableResponse ask(String name, int count, String project) {
    return ask(user, name, count, project);
  }

  private static ValidatableResponse ask(TestUser owner, String name, int count, String project) {
    return owner
        .asks()
        .contentType(ContentType.JSON)
        .body(
            Map.of(
                "image",
                "debian",
                "name",
                name,
                "gpus",
                count,
                "labels",
                Map.of("project", project)))
        .post("/api/v1/leases")
        .then();
  }

  /** As if it had been up from so many hours ago until so many. */
  private LeaseId was(String name, int count, String project, int from, int until) {
    ask(name, count, project).statusCode(202);
    var rules = SampleLeases.alike(new GpuQueue.Timing(Duration.ZERO, Duration.ofDays(1)));
    var lease = leases.advanceQueue(NodeId.LOCAL, ago(from), rules).getFirst();
    usage.add(
        List.of(
            new Idle(
                lease.id(),
                first.id(),
                new Span(ago(from), ago(from).plus(Duration.ofMinutes(15))))));
    assertThat(
            leases.replace(lease.with(new LeaseState.Stopped(now, Actor.OWNER)), now, ago(until)))
        .isTrue();
    clean();
    return lease.id();
  }

  private Instant ago(int hours) {
    return now.minus(Duration.ofHours(hours));
  }

  private void history() {
    was("train", 2, "seg", 4, 2);
    was("eval", 1, EVIL, 2, 1);
  }

  private String range() {
    return "?from=" + ago(3) + "&until=" + now;
  }

  @Test
  void addsUpWhatWasUsedInATime() {
    history();
    admin
        .asks()
        .get(ALL + range())
        .then()
        .statusCode(200)
        .body("from", equalTo(ago(3).toString()))
        .body("until", equalTo(now.toString()))
        .body("by", equalTo("user"))
        .body("label", nullValue())
        .rootPath("items.find { it.key == '" + user.handle() + "' }")
        .body("leaseHours", equalTo(2f))
        .body("gpuHours", equalTo(3f))
        .body("gpuHoursIdle", equalTo(0.25f));
    admin
        .asks()
        .get(ALL)
        .then()
        .rootPath("items.find { it.key == '" + user.handle() + "' }")
        .body("gpuHours", equalTo(5f))
        .body("gpuHoursIdle", equalTo(0.5f));
  }

  @Test
  void addsUpByWhatIsAskedFor() {
    history();
    admin
        .asks()
        .get(ALL + range() + "&by=label&label=project")
        .then()
        .body("label", equalTo("project"))
        .body("items.key", hasItem(EVIL));
    own("&by=label&label=project").body("items.key", equalTo(List.of("seg", EVIL)));
    own("&by=label&label=team").body("items.key", equalTo(Collections.singletonList(null)));
    own("&by=plan").body("items.key", equalTo(List.of("default")));
    own("&by=gpu")
        .body("items.key", equalTo(List.of(first.id().value(), second.id().value())))
        .body("items.gpuHours", equalTo(List.of(2f, 1f)))
        .body("items.leaseHours", equalTo(List.of(2f, 1f)))
        .body("items.gpuHoursIdle", equalTo(List.of(0.25f, 0f)));
    own("&by=lease").body("items", hasSize(2)).body("items.gpuHours", equalTo(List.of(2f, 1f)));
  }

  private ValidatableResponse own(String more) {
    return user.asks().get(OWN + range() + more).then().statusCode(200);
  }

  @Test
  void everybodySeesHerOwnLeasesAlone() {
    history();
    own("").body("items.key", equalTo(List.of(user.handle().value())));
    var other = users.make(Role.USER);
    other.asks().get(OWN).then().statusCode(200).body("items", empty());
    admin.asks().get(OWN).then().statusCode(200).body("items", empty());
  }

  @Test
  void isATableForASpreadsheetInWhichNoCellIsAFormula() {
    history();
    String table =
        user.asks()
            .accept("text/csv")
            .get(OWN + range() + "&by=label&label=project")
            .then()
            .statusCode(200)
            .contentType(startsWith("text/csv"))
            .extract()
            .asString();
    assertThat(table)
        .isEqualTo(
            "key,leaseHours,gpuHours,gpuHoursIdle\r\nseg,1.0,2.0,0.0\r\n"
                + "\"'=HYPERLINK(\"\"x\"\"),\n\",1.0,1.0,0.25\r\n");
    admin
        .asks()
        .accept("text/csv")
        .get(ALL)
        .then()
        .statusCode(200)
        .body(containsString("\n" + user.handle() + ",3.0,5.0,0.5\r\n"));
    user.asks()
        .accept("text/csv")
        .get(OWN + "?by=fun")
        .then()
        .statusCode(400)
        .contentType("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/csv"})
  void isForAdminsAndForThoseWithATokenAlone(String accept) {
    given().accept(accept).get(ALL).then().statusCode(401);
    given().accept(accept).get(OWN).then().statusCode(401);
    user.asks().accept(accept).get(ALL).then().statusCode(403);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          from=yesterday                                            | from  | must be a time like 2026-11-01T00:00:00Z, not 'yesterday'
          until=1999-12-31T00:00:00Z                                | until | must be a time like 2026-11-01T00:00:00Z, not '1999-12-31T00:00:00Z'
          until=+999999999-12-31T00:00:00Z                          | until | must be a time like
          from=2026-02-01T00:00:00Z&until=2026-02-01T00:00:00Z      | from  | must be before until (2026-02-01T00:00:00Z)
          from=2020-01-01T00:00:00Z&until=2026-02-01T00:00:00Z      | from  | must be at most 1830 days before until
          by=month                                                  | by    | must be user, plan, label, gpu or lease, not 'month'
          by=LABEL                                                  | by    | must be user, plan, label, gpu or lease
          by=label                                                  | label | must be the name of a label
          by=label&label=a%20b                                      | label | must be the name of a label
          by=user&label=project                                     | label | must be left out unless by is 'label'
          """)
  void saysWhatIsWrongWithAQuestion(String query, String field, String message) {
    for (String path : List.of(ALL, OWN)) {
      admin
          .asks()
          .urlEncodingEnabled(false)
          .get(path + "?" + query.replace("+", "%2B"))
          .then()
          .statusCode(400)
          .body("type", equalTo("/problems/validation-failed"))
          .body("errors.field", equalTo(List.of(field)))
          .body("errors[0].message", containsString(message));
    }
  }

  @Test
  void ofThoseThatWaitTheOneComesFirstWhoHadLessUnlessAnAdminMakesAnExceptionOfHerWeight() {
    history();
    var other = users.make(Role.USER);
    try {
      was("holder", 2, "seg", 1, 0);
      user.asks().post("/api/v1/leases/holder/start").then().statusCode(202);
      assertThat(queue.advance()).hasSize(1);
      ask("mine", 2, "seg").statusCode(202);
      ask(other, "hers", 2, "seg").statusCode(202);
      assertPosition(other, "hers", 1);
      assertPosition(user, "mine", 2);

      admin
          .asks()
          .contentType(ContentType.JSON)
          .body(
              Map.of(
                  "value",
                  1.5,
                  "until",
                  now.plus(Duration.ofDays(1)).toString(),
                  "reason",
                  "paper"))
          .put("/api/v1/admin/users/" + user.handle() + "/exceptions/weight")
          .then()
          .statusCode(201);
      assertPosition(user, "mine", 1);
      assertPosition(other, "hers", 2);
    } finally {
      leases.live(other.handle()).forEach(lease -> TestLeases.endNow(leases, lease.id().value()));
    }
  }

  private static void assertPosition(TestUser owner, String lease, int position) {
    owner
        .asks()
        .get("/api/v1/leases/" + lease)
        .then()
        .body("state", equalTo("queued"))
        .body("queue.position", equalTo(position));
  }

  @Test
  void gpuHoursOfTheWeekAreShownAndNoMoreAreGivenThanThePlanAllows() {
    history();
    var plan = "h-" + UUID.randomUUID().toString().substring(0, 18);
    user.asks()
        .get("/api/v1/me")
        .then()
        .body("use.gpuHoursPerWeek.used", equalTo(5f))
        .body("use.gpuHoursPerWeek.limit", nullValue());
    admin
        .asks()
        .contentType(ContentType.JSON)
        .body("{\"gpuHoursPerWeek\": 5}")
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
    user.asks().get("/api/v1/me").then().body("use.gpuHoursPerWeek.limit", equalTo(5));

    var detail =
        "gpuHoursPerWeek: 5 of 5 GPU-hours of seven days in use, some more asked for; hours come"
            + " back from "
            + ago(4).plus(Duration.ofDays(7))
            + " on";
    ask("more", 1, "seg")
        .statusCode(409)
        .body("type", equalTo("/problems/quota-exceeded"))
        .body("detail", equalTo(detail));
    user.asks()
        .post("/api/v1/leases/train/start")
        .then()
        .statusCode(409)
        .body("detail", equalTo(detail));
    ask("cpu", 0, "seg").statusCode(202);
  }
}
