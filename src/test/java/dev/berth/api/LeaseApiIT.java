package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.berth.NoEngine;
import dev.berth.PostgresResource;
import dev.berth.account.Role;
import dev.berth.api.TestUsers.TestUser;
import dev.berth.image.Images;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the lease resources answer when all is well. No engine: nothing ever runs. */
@QuarkusTest
@TestProfile(NoEngine.class)
@QuarkusTestResource(PostgresResource.class)
class LeaseApiIT {

  private static final String TRAIN =
      """
      {"name": "train", "image": "debian", "env": {"A": "1", "B": "2"}}""";
  private static final String TRAIN_IN_ANOTHER_ORDER =
      """
      {"env": {"B": "2", "A": "1"}, "image": "debian", "name": "train"}""";

  private final TestUsers users;
  private final LeaseStore store;
  private final Images images;
  private TestUser ada;

  LeaseApiIT(TestUsers users, LeaseStore store, Images images) {
    this.users = users;
    this.store = store;
    this.images = images;
  }

  @BeforeEach
  void makeAda() {
    ada = users.make(Role.USER);
  }

  @AfterEach
  void endAll() {
    store.live(ada.handle()).forEach(lease -> TestLeases.endNow(store, lease.id().value()));
  }

  @Nested
  class ARequest {

    @Test
    void isAcceptedWithThePlaceWhereTheLeaseIs() {
      var answer = post("any-1", TRAIN);
      String id = answer.path("id");

      answer
          .then()
          .statusCode(202)
          .header("Location", endsWith("/api/v1/leases/" + id))
          .body("state", equalTo("starting"))
          .body("ssh.user", equalTo("dev"))
          .body("ssh.hostKey.fingerprint", containsString("SHA256:"))
          .body("resources.shmSize", equalTo("2g"));
      ada.asks().get("/api/v1/leases/train").then().body("id", equalTo(id));
    }

    @Test
    void sentAgainUnderItsKeyIsAnsweredWithTheFirstLease() {
      String id = post("key-1", TRAIN).path("id");

      post("key-1", TRAIN_IN_ANOTHER_ORDER).then().statusCode(202).body("id", equalTo(id));
      assertThat(store.live(ada.handle())).hasSize(1);
    }

    @Test
    void sentAgainIsAnsweredEvenWhenItsImageHasLeftTheCatalogue() {
      images.add("tests", "leaving", new ImageRef("leaving:1"));
      String body = "{\"name\": \"old\", \"image\": \"leaving\"}";
      String id = post("key-2", body).path("id");
      images.remove("tests", "leaving");

      post("key-2", body).then().statusCode(202).body("id", equalTo(id));
    }

    @Test
    void underAKeyOfAnotherRequestIsRefused() {
      post("key-3", TRAIN);

      post("key-3", TRAIN.replace("train", "other"))
          .then()
          .statusCode(422)
          .body("type", equalTo("/problems/idempotency-key-reused"));
    }

    @Test
    void underTheKeyOfAnotherUserIsOneOfItsOwn() {
      String id = post("key-4", TRAIN).path("id");
      var bob = users.make(Role.USER);

      String bobs =
          bob.asks()
              .contentType(ContentType.JSON)
              .header("Idempotency-Key", "key-4")
              .body(TRAIN)
              .post("/api/v1/leases")
              .path("id");

      assertThat(bobs).isNotEqualTo(id);
      TestLeases.endNow(store, bobs);
    }

    @Test
    void beyondTheQuotaIsRefusedWithLimitAndUse() {
      for (int i = 0; i < NoEngine.MAX_LEASES; i++) {
        TestLeases.request(ada, "lease-" + i);
      }

      post("key-5", TRAIN)
          .then()
          .statusCode(409)
          .body("type", equalTo("/problems/quota-exceeded"))
          .body(
              "detail",
              containsString(
                  "maxLeases: 6 of 6 leases in use, 1 more asked for; release 'lease-0'"));
    }
  }

  @Nested
  class TheOpenApiDocument {

    @Test
    void hasExamplesThatAreAccepted() {
      String id =
          post("example", LeaseExamples.NEW_LEASE).then().statusCode(202).extract().path("id");

      ada.asks()
          .contentType(ContentType.JSON)
          .body(LeaseExamples.EXTENSION)
          .post("/api/v1/leases/" + id + "/extend")
          .then()
          .statusCode(200);
    }

    @Test
    void says202WhereThatIsTheAnswer() {
      var paths = ada.asks().get("/q/openapi?format=json").jsonPath();
      for (String call :
          List.of(
              "'/api/v1/leases/{lease}'.delete",
              "'/api/v1/leases/{lease}/stop'.post",
              "'/api/v1/leases/{lease}/start'.post",
              "'/api/v1/leases/{lease}/restart'.post",
              "'/api/v1/images'.post")) {
        assertThat(paths.<String, Object>getMap("paths." + call + ".responses"))
            .as(call)
            .containsKey("202")
            .doesNotContainKey("200");
      }
      assertThat(paths.<String, Object>getMap("paths.'/api/v1/leases'.post.responses"))
          .as("200 is that of a dry run")
          .containsKeys("200", "202");
    }
  }

  @Nested
  class AList {

    @Test
    void hasPagesNewestFirst() {
      String first = TestLeases.request(ada, "first");
      String second = TestLeases.request(ada, "second");
      String third = TestLeases.request(ada, "third");

      String next =
          ada.asks()
              .get("/api/v1/leases?limit=2")
              .then()
              .body("items.id", contains(third, second))
              .body("next", notNullValue())
              .extract()
              .path("next");
      ada.asks()
          .get("/api/v1/leases?limit=2&cursor=" + next)
          .then()
          .body("items.id", contains(first))
          .body("next", nullValue());
    }

    @Test
    void leavesReleasedLeasesOutUnlessAskedForThem() {
      String gone = TestLeases.request(ada, "gone");
      TestLeases.endNow(store, gone);

      ada.asks().get("/api/v1/leases").then().body("items", empty());
      ada.asks()
          .get("/api/v1/leases?state=released,failed")
          .then()
          .body("items.id", contains(gone));
    }

    @Test
    void showsEverybodysToAdminsAlone() {
      String id = TestLeases.request(ada, "hers");
      var admin = users.make(Role.ADMIN);

      admin.asks().get("/api/v1/leases").then().body("items.id", not(hasItems(id)));
      admin
          .asks()
          .get("/api/v1/leases?owner=" + ada.handle())
          .then()
          .body("items.id", contains(id));
      admin.asks().get("/api/v1/admin/leases?limit=200").then().body("items.id", hasItems(id));
      admin.asks().get("/api/v1/leases/" + id).then().statusCode(200);
      ada.asks().get("/api/v1/leases?owner=*").then().statusCode(403);
    }
  }

  @Nested
  class Events {

    @Test
    void areJsonUnlessAStreamIsAskedFor() {
      String id = TestLeases.request(ada, "told");

      ada.asks()
          .get("/api/v1/leases/" + id + "/events")
          .then()
          .contentType(ContentType.JSON)
          .body("items[0].kind", equalTo("requested"));
    }

    @Test
    @Timeout(30)
    void streamToTheReleaseAndEnd() {
      String id = TestLeases.request(ada, "streamed");
      TestLeases.endNow(store, id);

      assertThat(stream(id, "0")).contains("event:requested").contains("event:released");
    }

    @Test
    @Timeout(30)
    void endAtOnceForAStreamThatGoesOnAfterTheRelease() {
      String id = TestLeases.request(ada, "streamed-again");
      TestLeases.endNow(store, id);
      long last = store.lastEvent(new LeaseId(id)).orElseThrow().seq();

      assertThat(stream(id, Long.toString(last))).doesNotContain("event:");
    }

    private String stream(String id, String last) {
      return ada.asks()
          .accept("text/event-stream")
          .header("Last-Event-ID", last)
          .get("/api/v1/leases/" + id + "/events")
          .then()
          .statusCode(200)
          .extract()
          .asString();
    }
  }

  private Response post(String key, String body) {
    return ada.asks()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", key)
        .body(body)
        .post("/api/v1/leases");
  }
}
