package dev.berth.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.berth.PostgresResource;
import dev.berth.account.Role;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who may call what, for every endpoint that the OpenAPI document has. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class AccessIT {

  private static final String FOR_ADMINS = "/api/v1/admin/";

  /** What is for admins beside everything under /admin; a new one must be named here. */
  private static final Set<String> FOR_ADMINS_TOO =
      Set.of(
          "POST /api/v1/images", "POST /api/v1/images/{name}/bake", "DELETE /api/v1/images/{name}");

  private final TestUsers users;

  AccessIT(TestUsers users) {
    this.users = users;
  }

  @Test
  void nobodyGetsInWithoutAToken() {
    for (var endpoint : endpoints()) {
      var answer = call(given(), endpoint);
      assertThat(answer.statusCode()).as("%s", endpoint).isEqualTo(401);
      answer
          .then()
          .contentType(Problem.MEDIA_TYPE)
          .header("WWW-Authenticate", startsWith("Bearer"))
          .body("type", equalTo("/problems/unauthorized"));
    }
  }

  @Test
  void usersStayOutOfWhatIsForAdmins() {
    var user = users.make(Role.USER);
    for (var endpoint : endpoints()) {
      var answer = call(user.asks(), endpoint);
      if (endpoint.path().startsWith(FOR_ADMINS) || FOR_ADMINS_TOO.contains(endpoint.toString())) {
        assertThat(answer.statusCode()).as("%s", endpoint).isEqualTo(403);
        answer.then().contentType(Problem.MEDIA_TYPE).body("type", equalTo("/problems/forbidden"));
      } else {
        assertThat(answer.statusCode()).as("%s", endpoint).isNotIn(401, 403);
      }
    }
  }

  @Test
  void adminsMayCallEverything() {
    var admin = users.make(Role.ADMIN);
    for (var endpoint : endpoints()) {
      assertThat(call(admin.asks(), endpoint).statusCode())
          .as("%s", endpoint)
          .isNotIn(401, 403)
          .isLessThan(500);
    }
  }

  @Test
  void theDocumentHasTheEndpointsThatAreMeantToBeThere() {
    assertThat(endpoints())
        .extracting(Endpoint::toString)
        .contains(
            "GET /api/v1/me",
            "POST /api/v1/me/keys",
            "DELETE /api/v1/me/tokens/{id}",
            "PATCH /api/v1/leases/{lease}",
            "PATCH /api/v1/admin/users/{handle}",
            "POST /api/v1/admin/users/{handle}/tokens",
            "GET /api/v1/admin/audit");
  }

  private static Response call(RequestSpecification request, Endpoint endpoint) {
    String path = endpoint.path().replaceAll("\\{[^}]*}", "nothing-of-this-name");
    // Without a body where one is due: who may call is decided before that is looked at.
    return request.contentType(ContentType.JSON).request(endpoint.method(), path);
  }

  private static List<Endpoint> endpoints() {
    JsonPath document =
        given().accept(ContentType.JSON).get("/q/openapi?format=json").then().extract().jsonPath();
    Map<String, Map<String, Object>> paths = document.getMap("paths");
    return paths.entrySet().stream()
        .filter(path -> path.getKey().startsWith("/api/"))
        .flatMap(
            path ->
                path.getValue().keySet().stream()
                    .filter(List.of("get", "post", "put", "patch", "delete")::contains)
                    .map(method -> new Endpoint(method.toUpperCase(Locale.ROOT), path.getKey())))
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .toList();
  }

  private record Endpoint(String method, String path) implements Comparable<Endpoint> {

    @Override
    public int compareTo(Endpoint other) {
      return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }
}
