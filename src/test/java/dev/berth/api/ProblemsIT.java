package dev.berth.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.berth.PostgresResource;
import dev.berth.account.Role;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the API answers to requests that never reach a use case. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ProblemsIT {

  private static final String TOKENS = "/api/v1/me/tokens";

  private final TestUsers users;
  private TestUsers.TestUser user;

  ProblemsIT(TestUsers users) {
    this.users = users;
  }

  @BeforeEach
  void makeUser() {
    user = users.make(Role.USER);
  }

  @Test
  void pointsAtTheSpotWhereTheJsonBreaks() {
    problem(post("{\n  \"name\": \"laptop\",\n  oops\n}"), 400, "malformed-json")
        .body("detail", containsString("line 3"))
        .body("detail", not(containsString("oops")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`{\"name\": \"a\", \"tll\": \"8h\"}`|tll|is not known here; known: name, ttl",
        "`{\"name\": 7}`|name|must be a string",
        "`{\"name\": true}`|name|must be a string",
        "`{\"name\": [\"a\"]}`|name|must be a string",
        "`{\"name\": {}}`|name|must be a string",
        "`{\"ttl\": \"8h\"}`|name|must be 1 to 64",
        "`{\"name\": \"a\", \"ttl\": \"soon\"}`|ttl|must be a duration like 12h or 90d, at most 365d, not 'soon'",
        "`{\"name\": \"a\", \"ttl\": \"366d\"}`|ttl|at most 365d, not '366d'",
        "`{\"name\": \"a\", \"ttl\": \"-PT1H\"}`|ttl|must be a duration",
        "`{\"name\": \"a/b\"}`|name|must be 1 to 64",
      })
  void namesTheFieldTheValueAndTheRemedy(String body, String field, String message) {
    problem(post(body), 400, "validation-failed")
        .body("errors[0].field", equalTo(field))
        .body("errors[0].message", containsString(message));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`[]`",
        "`\"text\"`",
        "`7`",
        "`{\"name\": \"a\"} {}`",
        "`{\"name\": \"a\", \"name\": \"b\"}`",
        "`{`",
        "`null`",
        "``"
      })
  void takesNothingButOneJsonObject(String body) {
    problem(post(body), 400, "malformed-json").body("instance", equalTo(TOKENS));
  }

  @Test
  void reportsAllThatIsWrongAtOnce() {
    problem(post("{\"name\": \"\", \"ttl\": \"x\"}"), 400, "validation-failed")
        .body("errors.field", hasItem("name"))
        .body("errors.field", hasItem("ttl"));
  }

  @Test
  void refusesABodyOverOneMebibyte() throws Exception {
    String big = "{\"name\": \"" + "a".repeat(1 << 20) + "\"}";
    problem(post(big), 413, "payload-too-large").body("detail", containsString("1048576"));

    // The same without a Content-Length, in chunks.
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + TOKENS))
            .header("Authorization", "Bearer " + user.token())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(big.getBytes())))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(413);
      assertThat(answer.body()).contains("/problems/payload-too-large");
    }
  }

  @Test
  void takesABodyOfJustUnderOneMebibyte() {
    String padded = "{\"name\": \"a\"" + " ".repeat((1 << 20) - 13) + "}";
    post(padded).statusCode(201);
  }

  @Test
  void refusesAnotherMediaType() {
    problem(
        user.asks().contentType(ContentType.TEXT).body("name=a").post(TOKENS).then(),
        415,
        "unsupported-media-type");
  }

  @Test
  void refusesAnotherMethodAndSaysWhichThereAre() {
    problem(user.asks().put(TOKENS).then(), 405, "method-not-allowed");
  }

  @Test
  void refusesToAnswerInAnotherFormat() {
    problem(user.asks().accept("text/html").get(TOKENS).then(), 406, "not-acceptable");
  }

  @Test
  void knowsNoOtherPath() {
    problem(user.asks().get("/api/v1/nonsense").then(), 404, "not-found")
        .body("instance", equalTo("/api/v1/nonsense"));
    problem(given().get("/api/v2").then(), 404, "not-found");
  }

  @Test
  void refusesACharacterThatTheDatabaseCannotKeep() {
    problem(
        user.asks().urlEncodingEnabled(false).delete("/api/v1/me/keys/a%00").then(),
        400,
        "bad-request");
  }

  @Test
  void describesItselfInOpenApi() {
    given()
        .get("/q/openapi?format=json")
        .then()
        .statusCode(200)
        .body("info.title", equalTo("Berth"))
        .body("components.securitySchemes.token.scheme", equalTo("bearer"))
        .body("paths.'/api/v1/me/tokens'.get.security[0].token", notNullValue())
        .body(
            "paths.'/api/v1/me/tokens'.get.parameters.find { it.name == 'limit' }.schema.maximum",
            is(200))
        .body("paths.'/api/v1/me/tokens'.post.responses.'201'", notNullValue())
        .body(
            "paths.'/api/v1/me/tokens'.post.responses.default.content.'application/problem+json'",
            notNullValue())
        .body(
            "paths.'/api/v1/me/tokens'.post.requestBody.content.'application/json'.examples",
            notNullValue());
  }

  @Test
  void wantsAToken() {
    problem(given().get(TOKENS).then(), 401, "unauthorized")
        .header("WWW-Authenticate", startsWith("Bearer"));
  }

  @ParameterizedTest
  @CsvSource({
    "Bearer berth_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "Bearer berth_short",
    "Bearer berth_",
    "Bearer eyJhbGciOiJub25lIn0.e30.",
    "Basic YWRtaW46YWRtaW4=",
    "Bearer",
  })
  void refusesWhatIsNoTokenOfOurs(String header) {
    problem(given().header("Authorization", header).get(TOKENS).then(), 401, "unauthorized")
        .header("WWW-Authenticate", startsWith("Bearer"));
  }

  @Test
  void checksTheTokenBeforeTheBody() {
    problem(
        given().contentType(ContentType.JSON).body("{nonsense").post(TOKENS).then(),
        401,
        "unauthorized");
  }

  @ParameterizedTest
  @CsvSource({"limit,0", "limit,201", "limit,-1", "limit,ten", "limit,99999999999", "cursor,%%%"})
  void checksPageParameters(String name, String value) {
    problem(user.asks().queryParam(name, value).get(TOKENS).then(), 400, "validation-failed")
        .body("errors[0].field", equalTo(name));
  }

  @Test
  void showsHealthAndMetricsEvenToABadToken() {
    given()
        .header("Authorization", "Bearer berth_bad")
        .get("/q/health/live")
        .then()
        .statusCode(200);
  }

  private ValidatableResponse post(String body) {
    return user.asks().contentType(ContentType.JSON).body(body).post(TOKENS).then();
  }

  private static ValidatableResponse problem(ValidatableResponse answer, int status, String slug) {
    return answer
        .statusCode(status)
        .contentType("application/problem+json")
        .body("type", equalTo("/problems/" + slug))
        .body("status", is(status));
  }

  private static int port() {
    return RestAssured.port;
  }
}
