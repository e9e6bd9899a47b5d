package dev.berth.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.blankOrNullString;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.oneOf;

import dev.berth.PostgresResource;
import dev.berth.account.Role;
import dev.berth.account.TestKeys;
import dev.berth.api.TestUsers.TestUser;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Accounts over REST, as users and admins meet them. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class AccountApiIT {

  private static final String ME = "/api/v1/me";
  private static final String USERS = "/api/v1/admin/users";

  private final TestUsers users;
  private TestUser user;
  private TestUser admin;

  AccountApiIT(TestUsers users) {
    this.users = users;
  }

  @BeforeEach
  void makeUsers() {
    user = users.make(Role.USER);
    admin = users.make(Role.ADMIN);
  }

  @Test
  void saysWhoIAm() {
    user.asks()
        .get(ME)
        .then()
        .statusCode(200)
        .body("handle", equalTo(user.handle().value()))
        .body("role", equalTo("user"))
        .body("plan", equalTo("default"))
        .body("uid", greaterThan(20_000))
        .body("createdAt", matchesPattern("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z"));
  }

  @Test
  void addsListsAndRemovesMyKey() {
    post(user, ME + "/keys", Map.of("publicKey", TestKeys.ED25519 + " me@laptop"))
        .statusCode(201)
        .body("fingerprint", equalTo(TestKeys.ED25519_FINGERPRINT))
        .body("type", equalTo("ssh-ed25519"))
        .body("name", equalTo("me@laptop"));
    user.asks()
        .get(ME + "/keys")
        .then()
        .statusCode(200)
        .body("items.fingerprint", contains(TestKeys.ED25519_FINGERPRINT))
        .body("next", nullValue());
    // The fingerprint has a slash and may come as it is.
    assertThat(TestKeys.ED25519_FINGERPRINT).contains("/");
    user.asks()
        .urlEncodingEnabled(false)
        .delete(ME + "/keys/" + TestKeys.ED25519_FINGERPRINT)
        .then()
        .statusCode(204);
    user.asks().get(ME + "/keys").then().body("items", empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SHA256:kRWqlmfnxFtWw2efGydQVqZOUbfTBWrdPn/xW4UvGC4",
        "SHA256%3AkRWqlmfnxFtWw2efGydQVqZOUbfTBWrdPn%2FxW4UvGC4",
        "my%20laptop"
      })
  void removesAKeyHoweverItIsNamed(String key) {
    post(user, ME + "/keys", Map.of("name", "my laptop", "publicKey", TestKeys.ED25519))
        .statusCode(201);
    user.asks().urlEncodingEnabled(false).delete(ME + "/keys/" + key).then().statusCode(204);
    user.asks().urlEncodingEnabled(false).delete(ME + "/keys/" + key).then().statusCode(404);
  }

  @Test
  void removesAKeyWhoseFingerprintHasAPlus() {
    post(user, ME + "/keys", Map.of("name", "rsa", "publicKey", TestKeys.RSA_2048)).statusCode(201);
    String fingerprint = "SHA256:2fgjwbgYaAM+sPKRIq4ouq87lfFcB0JdRljaIL4WaaE";
    user.asks()
        .urlEncodingEnabled(false)
        .delete(ME + "/keys/" + fingerprint)
        .then()
        .statusCode(204);
  }

  @Test
  void refusesTheSameKeyAndATakenName() {
    post(user, ME + "/keys", Map.of("name", "laptop", "publicKey", TestKeys.ED25519));
    post(user, ME + "/keys", Map.of("name", "other", "publicKey", TestKeys.ED25519))
        .statusCode(409)
        .body("type", equalTo("/problems/conflict"))
        .body("detail", containsString("'laptop'"));
    post(user, ME + "/keys", Map.of("name", "laptop", "publicKey", TestKeys.RSA_2048))
        .statusCode(409)
        .body("type", equalTo("/problems/name-taken"));
  }

  @Test
  void pointsOutAPrivateKeyWithoutRepeatingIt() {
    post(user, ME + "/keys", Map.of("name", "oops", "publicKey", TestKeys.PRIVATE))
        .statusCode(400)
        .body("errors[0].field", equalTo("publicKey"))
        .body("errors[0].message", containsString("PRIVATE key"))
        .body("detail", not(containsString("b3Bl")));
    // Pasted into JSON as it is, its line breaks make it invalid before anybody looks.
    String body =
        user.asks()
            .contentType(ContentType.JSON)
            .body("{\"publicKey\": \"" + TestKeys.PRIVATE + "\"}")
            .post(ME + "/keys")
            .then()
            .statusCode(400)
            .extract()
            .asString();
    assertThat(body).contains("/problems/malformed-json").doesNotContain("b3Bl");
  }

  @Test
  void namesEveryWrongFieldOfAKey() {
    post(user, ME + "/keys", Map.of("name", "a/b", "publicKey", "ssh-rsa nonsense"))
        .statusCode(400)
        .body("errors.field", hasItems("name", "publicKey"));
  }

  @Test
  void showsATokenOnceAndTakesItAtOnce() {
    String token =
        post(user, ME + "/tokens", Map.of("name", "ci", "ttl", "90d"))
            .statusCode(201)
            .body("expiresAt", notNullValue())
            .body("token", matchesPattern("berth_[A-Za-z0-9_-]{43}"))
            .extract()
            .path("token");
    given().auth().oauth2(token).get(ME).then().statusCode(200);
    String list = user.asks().get(ME + "/tokens").then().statusCode(200).extract().asString();
    assertThat(list).contains("\"ci\"").doesNotContain(token);
  }

  @Test
  void revokesAToken() {
    var issued = post(user, ME + "/tokens", Map.of("name", "ci")).extract().jsonPath();
    String path = ME + "/tokens/" + issued.getString("id");
    // Somebody else's token is not there, even for an admin's own account.
    admin.asks().delete(path).then().statusCode(404);
    user.asks().delete(path).then().statusCode(204);
    user.asks().delete(path).then().statusCode(404);
    given().auth().oauth2(issued.getString("token")).get(ME).then().statusCode(401);
  }

  @Test
  void answersPagesOfTokens() {
    for (int i = 0; i < 4; i++) {
      post(user, ME + "/tokens", Map.of("name", "t" + i)).statusCode(201);
    }
    var seen = new ArrayList<String>();
    String cursor = "";
    do {
      var page =
          user.asks()
              .queryParam("limit", 2)
              .queryParam("cursor", cursor)
              .get(ME + "/tokens")
              .then()
              .statusCode(200)
              .extract()
              .jsonPath();
      seen.addAll(page.getList("items.name"));
      cursor = page.getString("next");
    } while (cursor != null);
    assertThat(seen).containsExactlyInAnyOrder("test", "t0", "t1", "t2", "t3");
  }

  @Nested
  class AnAdmin {

    @Test
    void makesAUserAndGivesHerAKeyAndAToken() {
      String handle = "new-" + user.handle().value().substring(5, 15);
      post(admin, USERS, Map.of("handle", handle))
          .statusCode(201)
          .header("Location", endsWith(USERS + "/" + handle))
          .body("role", equalTo("user"))
          .body("enabled", equalTo(true));
      String token =
          post(admin, USERS + "/" + handle + "/tokens", Map.of("name", "first", "ttl", "1d"))
              .statusCode(201)
              .extract()
              .path("token");
      post(admin, USERS + "/" + handle + "/keys", Map.of("publicKey", TestKeys.SK_ED25519))
          .statusCode(201);
      given().auth().oauth2(token).get(ME).then().body("handle", equalTo(handle));
      given().auth().oauth2(token).get(ME + "/keys").then().body("items", hasSize(1));
      post(admin, USERS, Map.of("handle", handle))
          .statusCode(409)
          .body("type", equalTo("/problems/name-taken"));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "Alice",
          "1alice",
          "a_b",
          "-a",
          "alice\\n",
          "../etc",
          "a23456789012345678901234567890123"
        })
    void cannotMakeAUserOfABadHandle(String handle) {
      admin
          .asks()
          .contentType(ContentType.JSON)
          .body("{\"handle\": \"" + handle + "\", \"role\": \"root\", \"plan\": \"!\"}")
          .post(USERS)
          .then()
          .statusCode(400)
          .body("errors.field", hasItems("handle", "role", "plan"))
          .body("errors[1].message", equalTo("must be user or admin, not 'root'"));
    }

    @Test
    void disablesAUserWhoseTokenThenOpensNothing() {
      admin
          .asks()
          .contentType(ContentType.JSON)
          .body("{}")
          .put("/api/v1/admin/plans/large")
          .then()
          .statusCode(oneOf(200, 201));
      patch(user.handle().value(), "{\"enabled\": false, \"plan\": \"large\"}")
          .statusCode(200)
          .body("enabled", equalTo(false))
          .body("plan", equalTo("large"))
          .body("role", equalTo("user"));
      user.asks().get(ME).then().statusCode(401);
      patch(user.handle().value(), "{\"enabled\": true}").statusCode(200);
      user.asks().get(ME).then().statusCode(200).body("plan", equalTo("large"));
    }

    @Test
    void givesARoleThatCountsFromTheNextRequest() {
      user.asks().get(USERS).then().statusCode(403);
      patch(user.handle().value(), "{\"role\": \"admin\"}").statusCode(200);
      user.asks().get(USERS).then().statusCode(200);
    }

    @Test
    void findsNoUserThatIsNotThere() {
      for (String handle : List.of("nobody-at-all", "Not%20A%20Handle", "%00")) {
        admin
            .asks()
            .urlEncodingEnabled(false)
            .get(USERS + "/" + handle)
            .then()
            .statusCode(404)
            .body("type", equalTo("/problems/not-found"));
      }
      patch("nobody-at-all", "{\"enabled\": false}").statusCode(404);
    }

    @Test
    void listsUsersInPages() {
      String next =
          admin
              .asks()
              .queryParam("limit", 1)
              .get(USERS)
              .then()
              .body("items", hasSize(1))
              .extract()
              .path("next");
      admin
          .asks()
          .queryParam("limit", 1)
          .queryParam("cursor", next)
          .get(USERS)
          .then()
          .statusCode(200)
          .body("items[0].handle", not(blankOrNullString()));
    }

    @Test
    void readsInTheAuditWhoDidWhat() {
      post(admin, USERS + "/" + user.handle() + "/keys", Map.of("publicKey", TestKeys.ED25519));
      var newest =
          admin.asks().queryParam("limit", 1).get("/api/v1/admin/audit").then().statusCode(200);
      newest
          .body("items[0].actor", equalTo(admin.handle().value()))
          .body("items[0].action", equalTo("key.add"))
          .body("items[0].subject", equalTo(user.handle().value()))
          .body(
              "items[0].detail",
              allOf(containsString(TestKeys.ED25519_FINGERPRINT), not(containsString("AAAA"))));
      String next = newest.extract().path("next");
      admin
          .asks()
          .queryParam("cursor", next)
          .get("/api/v1/admin/audit")
          .then()
          .statusCode(200)
          .body("items[0].action", equalTo("token.issue"));
      // A cursor of another list is no cursor here.
      admin
          .asks()
          .queryParam("cursor", "YWxpY2U")
          .get("/api/v1/admin/audit")
          .then()
          .statusCode(400)
          .body("errors[0].field", equalTo("cursor"));
    }

    private ValidatableResponse patch(String handle, String body) {
      return admin
          .asks()
          .contentType(ContentType.JSON)
          .body(body)
          .patch(USERS + "/" + handle)
          .then();
    }
  }

  private static ValidatableResponse post(TestUser as, String path, Map<String, String> body) {
    return as.asks().contentType(ContentType.JSON).body(body).post(path).then();
  }
}
