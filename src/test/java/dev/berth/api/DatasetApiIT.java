package dev.berth.api;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.berth.PostgresResource;
import dev.berth.account.Role;
import dev.berth.api.TestUsers.TestUser;
import dev.berth.home.Home;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Datasets over REST: published by admins, seen by users without a path. */
@QuarkusTest
@TestProfile(DatasetApiIT.Roots.class)
@QuarkusTestResource(PostgresResource.class)
class DatasetApiIT {

  private static final String DATASETS = "/api/v1/admin/datasets";
  private static final Path ROOT = Path.of("target/test-datasets").toAbsolutePath();

  private final TestUsers users;
  private final Home home;
  private TestUser user;
  private TestUser admin;
  private String name = "";
  private Path directory = ROOT;

  DatasetApiIT(TestUsers users, Home home) {
    this.users = users;
    this.home = home;
  }

  /** A root that tests may fill, and one that is not there. */
  public static final class Roots implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "berth.engine.host",
          "unix:///nowhere/docker.sock",
          "berth.dataset.roots",
          Path.of("target").toAbsolutePath() + ",/data");
    }
  }

  @BeforeEach
  void makeUsersAndADirectory() throws IOException {
    user = users.make(Role.USER);
    admin = users.make(Role.ADMIN);
    name = "d-" + UUID.randomUUID();
    directory = Files.createDirectories(ROOT.resolve(name));
  }

  @Test
  void publishesReplacesAndTakesBack() {
    put(name, Map.of("path", directory.toString(), "description", "many words"))
        .statusCode(201)
        .body("name", equalTo(name))
        .body("path", equalTo(directory.toString()))
        .body("description", equalTo("many words"))
        .body("writable", is(false))
        .body("note", nullValue());
    put(name, Map.of("name", name, "path", directory.toString(), "writable", true))
        .statusCode(200)
        .body("description", equalTo(""))
        .body("writable", is(true));
    admin
        .asks()
        .get(DATASETS + "/" + name)
        .then()
        .statusCode(200)
        .body("path", equalTo(directory.toString()));
    admin.asks().get(DATASETS + "?limit=200").then().body("items.name", hasItem(name));
    admin.asks().delete(DATASETS + "/" + name).then().statusCode(204);
    admin.asks().delete(DATASETS + "/" + name).then().statusCode(404);
    admin.asks().get(DATASETS + "/" + name).then().statusCode(404);
    admin
        .asks()
        .get("/api/v1/admin/audit?limit=1")
        .then()
        .body("items[0].action", equalTo("dataset.remove"))
        .body("items[0].subject", equalTo(name));
  }

  @Test
  void notesWhatItCannotSee() {
    put(name, Map.of("path", "/data/" + name))
        .statusCode(201)
        .body("note", notNullValue())
        .body("note", containsString("can't be seen from where Berth runs"));
    admin.asks().delete(DATASETS + "/" + name).then().statusCode(204);
  }

  @Test
  void showsUsersNamesAndNoPaths() {
    put(name, Map.of("path", directory.toString(), "description", "many words"));
    String found = "items.find { it.name == '" + name + "' }";
    user.asks()
        .get("/api/v1/datasets?limit=200")
        .then()
        .statusCode(200)
        .body(found + ".description", equalTo("many words"))
        .body(found + ".writable", is(false))
        .body(found + ".allowed", is(false))
        .body(found + ".path", nullValue())
        .body(not(containsString(ROOT.toString())));
    String plan = "p-" + UUID.randomUUID().toString().substring(0, 18);
    admin
        .asks()
        .contentType(ContentType.JSON)
        .body("{\"permissions\": {\"datasets\": [\"" + name + "\"]}}")
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
    user.asks().get("/api/v1/datasets?limit=200").then().body(found + ".allowed", is(true));
  }

  @Test
  void refusesLinksAndSaysWhereTheyLead() throws IOException {
    var link = Files.createSymbolicLink(directory.resolve("link"), Path.of("/etc"));
    put(name, Map.of("path", link.toString()))
        .statusCode(400)
        .body("errors[0].field", equalTo("path"))
        .body("errors[0].message", containsString("must have no symbolic link"))
        .body("errors[0].message", containsString("leads to /etc"));
    put(name, Map.of("path", link + "/ssh"))
        .statusCode(400)
        .body("errors[0].message", containsString("symbolic link"));
  }

  @Test
  void keepsWritersApart() throws IOException {
    put(name, Map.of("path", directory.toString(), "writable", true)).statusCode(201);
    var inner = Files.createDirectory(directory.resolve("inner"));
    put(name + "-inner", Map.of("path", inner.toString()))
        .statusCode(400)
        .body("errors[0].field", equalTo("path"))
        .body("errors[0].message", containsString("that of '" + name + "'"));
  }

  @Test
  void refusesBerthsOwnHome() {
    String path = home.directory().toString();
    for (String wrong : List.of(path, path + "/x", Path.of(path).getParent().toString())) {
      put(name, Map.of("path", wrong))
          .statusCode(400)
          .body("errors[0].message", containsString("Berth's own"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                          | path        | must have 1 to 4096 characters
          {"path":null}                               | path        | must have 1 to 4096 characters
          {"path":""}                                 | path        | not 0
          {"path":7}                                  | path        | must be a string
          {"path":["/data"]}                          | path        | must be a string
          {"path":"data"}                             | path        | must be absolute
          {"path":"/data/../etc"}                     | path        | must be written without '..'
          {"path":"/data/x/.."}                       | path        | must be written without '..'
          {"path":"/data//x"}                         | path        | must be written without
          {"path":"/data/x/"}                         | path        | must be written without
          {"path":"/data/a\\u0000b"}                   | path        | must have no control characters
          {"path":"/data/a\\nb"}                       | path        | must have no control characters
          {"path":"/data/a:b"}                        | path        | must have no ':'
          {"path":"/"}                                | path        | must not be the whole host
          {"path":"/etc"}                             | path        | must not be the whole host
          {"path":"/var/run/docker.sock"}             | path        | must not be the whole host
          {"path":"/var/lib/docker"}                  | path        | must not be the whole host
          {"path":"/srv/x"}                           | path        | must be in one of the configured roots
          {"path":"/database"}                        | path        | must be in one of the configured roots
          {"path":"/data/x","writable":"yes"}         | writable    | must be true or false
          {"path":"/data/x","writable":1}             | writable    | must be true or false
          {"path":"/data/x","description":"a\\nb"}     | description | must be one line
          {"path":"/data/x","description":5}          | description | must be a string
          {"path":"/data/x","name":"other"}           | name        | must be that in the path
          {"path":"/data/x","readOnly":true}          | readOnly    | is not known here
          """)
  void namesWhatIsWrong(String body, String field, String message) {
    admin
        .asks()
        .contentType(ContentType.JSON)
        .body(body)
        .put(DATASETS + "/" + name)
        .then()
        .statusCode(400)
        .body("type", equalTo("/problems/validation-failed"))
        .body("errors[0].field", equalTo(field))
        .body("errors[0].message", containsString(message));
  }

  @Test
  void takesALongDescriptionAndNoLongerOne() {
    put(name, Map.of("path", directory.toString(), "description", "x".repeat(500))).statusCode(201);
    put(name, Map.of("path", directory.toString(), "description", "x".repeat(501)))
        .statusCode(400)
        .body("errors[0].field", equalTo("description"));
    put(name, Map.of("path", "/data/" + "x".repeat(4100))).statusCode(400);
  }

  @Test
  void knowsNoDatasetOfABadName() {
    for (String bad : new String[] {"Words", ".x", "a%00b", "..%2Fx", "a".repeat(64)}) {
      var asks = admin.asks().urlEncodingEnabled(false).contentType(ContentType.JSON);
      asks.get(DATASETS + "/" + bad).then().statusCode(404);
      asks.delete(DATASETS + "/" + bad).then().statusCode(404);
      asks.body("{\"path\": \"/data/x\"}").put(DATASETS + "/" + bad).then().statusCode(400);
    }
  }

  private ValidatableResponse put(String dataset, Map<String, Object> body) {
    return admin
        .asks()
        .contentType(ContentType.JSON)
        .body(body)
        .put(DATASETS + "/" + dataset)
        .then();
  }
}
