package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.berth.PostgresResource;
import dev.berth.account.Role;
import dev.berth.api.TestUsers.TestUser;
import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.volume.Volumes;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Own volumes over REST, with a real engine. */
@QuarkusTest
@TestProfile(VolumeApiIT.Few.class)
@QuarkusTestResource(PostgresResource.class)
class VolumeApiIT {

  private static final String VOLUMES = "/api/v1/volumes";

  private final TestUsers users;
  private final Volumes volumes;
  private final ContainerEngine engine;
  private TestUser ada;
  private TestUser bob;

  VolumeApiIT(TestUsers users, Volumes volumes, ContainerEngine engine) {
    this.users = users;
    this.volumes = volumes;
    this.engine = engine;
  }

  /** Few volumes for each. */
  public static final class Few implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("berth.volume.max-per-user", "2");
    }
  }

  @BeforeEach
  void makeUsers() {
    ada = users.make(Role.USER);
    bob = users.make(Role.USER);
  }

  @Test
  void makesListsAndRemoves() throws EngineException {
    add(ada, "{\"name\": \"data\"}")
        .statusCode(201)
        .body("name", equalTo("data"))
        .body("createdAt", notNullValue());
    String engineName = volumes.find(ada.handle(), "data").orElseThrow().engineName();
    engine.ensureVolume(engineName, ada.handle().value());
    ada.asks()
        .get(VOLUMES)
        .then()
        .statusCode(200)
        .body("items.name", contains("data", "home"))
        .body("items[1].createdAt", nullValue())
        .body(not(containsString("berth-")));
    ada.asks().delete(VOLUMES + "/data").then().statusCode(204);
    assertThat(engine.volumes()).doesNotContain(engineName);
    ada.asks().delete(VOLUMES + "/data").then().statusCode(404);
    ada.asks().get(VOLUMES).then().body("items.name", contains("home"));
    users
        .make(Role.ADMIN)
        .asks()
        .get("/api/v1/admin/audit?limit=3")
        .then()
        .body("items[2].action", equalTo("volume.remove"))
        .body("items[2].actor", equalTo(ada.handle().value()));
  }

  @Test
  void keepsUsersApart() {
    add(ada, "{\"name\": \"data\"}").statusCode(201);
    bob.asks().get(VOLUMES).then().body("items.name", contains("home"));
    bob.asks().delete(VOLUMES + "/data").then().statusCode(404);
    add(bob, "{\"name\": \"data\"}").statusCode(201);
    assertThat(volumes.find(ada.handle(), "data").orElseThrow().engineName())
        .isNotEqualTo(volumes.find(bob.handle(), "data").orElseThrow().engineName());
  }

  @Test
  void refusesATakenNameAndMoreThanTheLimit() {
    add(ada, "{\"name\": \"a\"}").statusCode(201);
    add(ada, "{\"name\": \"a\"}")
        .statusCode(409)
        .body("type", equalTo("/problems/name-taken"))
        .body("errors[0].field", equalTo("name"));
    add(ada, "{\"name\": \"home\"}").statusCode(409).body("type", equalTo("/problems/name-taken"));
    add(ada, "{\"name\": \"b\"}").statusCode(201);
    add(ada, "{\"name\": \"c\"}")
        .statusCode(409)
        .body("type", equalTo("/problems/quota-exceeded"))
        .body("detail", containsString("you have 2 volumes"));
    ada.asks().get(VOLUMES + "?limit=2").then().body("next", notNullValue());
  }

  @Test
  void removesAHomeOnlyWhenThatIsMeant() throws EngineException {
    String home = volumes.homeEngineName(ada.handle());
    engine.ensureVolume(home, ada.handle().value());
    for (String query : new String[] {"", "?confirm=", "?confirm=yes", "?confirm=Home"}) {
      ada.asks()
          .delete(VOLUMES + "/home" + query)
          .then()
          .statusCode(400)
          .body("errors[0].field", equalTo("confirm"))
          .body("errors[0].message", containsString("for good"));
    }
    assertThat(engine.volumes()).contains(home);
    ada.asks().delete(VOLUMES + "/home?confirm=home").then().statusCode(204);
    assertThat(engine.volumes()).doesNotContain(home);
    ada.asks().delete(VOLUMES + "/home?confirm=home").then().statusCode(204);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                       | name    | must be 1 to 63 of a-z, 0-9 and ._-
          {"name":null}            | name    | must be 1 to 63
          {"name":""}              | name    | not ''
          {"name":"Data"}          | name    | not 'Data'
          {"name":"-a"}            | name    | first a letter or digit
          {"name":"../a"}          | name    | not '../a'
          {"name":"a/b"}           | name    | not 'a/b'
          {"name":"a\\u0000"}       | name    | must be 1 to 63
          {"name":7}               | name    | must be a string
          {"name":"a","size":"1g"} | size    | is not known here
          """)
  void namesWhatIsWrong(String body, String field, String message) {
    add(ada, body)
        .statusCode(400)
        .body("type", equalTo("/problems/validation-failed"))
        .body("errors[0].field", equalTo(field))
        .body("errors[0].message", containsString(message));
  }

  @Test
  void findsNoVolumeOfABadName() {
    for (String bad : new String[] {"Data", "a%00b", "..%2Fx", "a".repeat(64)}) {
      ada.asks().urlEncodingEnabled(false).delete(VOLUMES + "/" + bad).then().statusCode(404);
    }
  }

  private static ValidatableResponse add(TestUser as, String body) {
    return as.asks().contentType(ContentType.JSON).body(body).post(VOLUMES).then();
  }
}
