package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;

import dev.berth.NoEngine;
import dev.berth.PostgresResource;
import dev.berth.account.Role;
import dev.berth.api.TestUsers.TestUser;
import dev.berth.audit.Audit;
import dev.berth.lease.LeaseStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes that are refused, each with its field and what is said of it, and what is noted. */
@QuarkusTest
@TestProfile(NoEngine.class)
@QuarkusTestResource(PostgresResource.class)
class LeaseChangeRefusalsIT {

  private static final Pattern LETTERS = Pattern.compile("<(\\d+)>");
  private static TestUser user;

  private final TestUsers users;
  private final LeaseStore leases;
  private final Audit audit;

  LeaseChangeRefusalsIT(TestUsers users, LeaseStore leases, Audit audit) {
    this.users = users;
    this.leases = leases;
    this.audit = audit;
  }

  @BeforeEach
  void makeUser() {
    if (user == null) {
      user = users.make(Role.USER);
      user.asks()
          .contentType(ContentType.JSON)
          .body(
              """
              {"name": "mine", "image": "debian", "memory": "256m", "shmSize": "128m",
               "env": {"PLAIN": "1"}, "secretEnv": {"SECRET": "1"}}""")
          .post("/api/v1/leases")
          .then()
          .statusCode(202);
      TestLeases.request(user, "other");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"name":"A"}                             | name            | must be 1 to 42 of a-z
          {"name":""}                              | name            | must be 1 to 42 of a-z
          {"name":1}                               | name            | must be a string
          {"expiresAt":"tomorrow"}                 | expiresAt       | must be a time like
          {"expiresAt":"2001-01-01T00:00:00Z"}     | expiresAt       | must be in the future
          {"expiresAt":"2999-01-01T00:00:00Z"}     | expiresAt       | must not move the expiry beyond
          {"cpus":0}                               | cpus            | must be 0.1 to
          {"cpus":100000}                          | cpus            | must be 0.1 to
          {"cpus":"2"}                             | cpus            | must be a number
          {"memory":"lots"}                        | memory          | must be a size like 512m
          {"memory":"1m"}                          | memory          | must be 64m to
          {"memory":"64m"}                         | memory          | must not be less than shmSize, which is 128m
          {"memory":"64m","shmSize":"65m"}         | shmSize         | must be 1m to 64m
          {"shmSize":"257m"}                       | shmSize         | must be 1m to 256m
          {"pidsLimit":1}                          | pidsLimit       | must be 64 to
          {"pidsLimit":1.5}                        | pidsLimit       | must be a whole number
          {"restart":"sometimes"}                  | restart         | must be no, on-failure
          {"labels":{"":"x"}}                      | labels.''       | must be named with
          {"labels":{"a":null}}                    | labels.'a'      | must not be null
          {"ports":[{"container":0}]}              | ports[0].container | must be a port, 1 to 65535
          {"ports":[{"container":80},{"container":80}]} | ports[1].container | must not be published twice
          {"ports":[{"container":80,"host":8080}]} | ports[0].host   | does not allow it (permissions.fixedPorts)
          {"ports":[null]}                         | ports[0]        | must not be null
          {"env":{"1A":"x"}}                       | env.'1A'        | must be named with letters
          {"env":{"A":"a\\nb"}}                    | env.'A'         | must be one line
          {"env":{"SECRET":"x"}}                   | env.'SECRET'    | must not be in secretEnv too
          {"envFile":"SECRET=x"}                   | env.'SECRET'    | must not be in secretEnv too
          {"envFile":"A B=1"}                      | envFile         | line 1
          {"secretEnv":{"PLAIN":"x"}}              | secretEnv.'PLAIN' | must not be in env too
          {"env":{"A":"1"},"secretEnv":{"A":"2"}}  | secretEnv.'A'   | must not be in env or envFile too
          {"env":{"A":"<32769>"}}                  | env.'A'         | must have at most 32768 characters
          {"mounts":[{"volume":"a","target":"/proc/x"}]} | mounts[0].target | must not hide or be in /proc
          {"mounts":[{"target":"/x"}]}             | mounts[0]       | must have exactly one of
          {"mounts":[{"dataset":"x","target":"/x"}]} | mounts[0].dataset | must be a dataset that your plan
          {"image":"debian"}                       | image           | can't be changed; ask for a new lease
          {"user":"root"}                          | user            | can't be changed
          {"ssh":false}                            | ssh             | can't be changed
          {"gpus":1}                               | gpus            | can't be changed
          {"network":"host"}                       | network         | can't be changed
          {"login":{"password":true}}              | login           | can't be changed
          {"ttl":"8h"}                             | ttl             | can't be changed
          {"colour":"red"}                         | colour          | is not known here; known: cpus, env
          """)
  void namesTheFieldAndWhy(String body, String field, String message) {
    ask(LETTERS.matcher(body).replaceAll(n -> "a".repeat(Integer.parseInt(n.group(1)))))
        .statusCode(400)
        .contentType(Problem.MEDIA_TYPE)
        .body("type", equalTo("/problems/validation-failed"))
        .body("errors.field", hasItem(field))
        .body("detail", containsString(message));
  }

  @Test
  void namesEverythingThatIsWrongAtOnce() {
    ask("{\"name\":\"A\",\"memory\":\"x\",\"image\":\"x\",\"nope\":1,\"restart\":\"x\"}")
        .statusCode(400)
        .body("errors.field", hasItems("name", "memory", "image", "nope", "restart"));
  }

  @Test
  void aBodyMustBeAnObject() {
    for (var body : new String[] {"", "[]", "null", "{", "{\"name\":\"a\",\"name\":\"b\"}"}) {
      assertThat(ask(body).extract().statusCode()).as(body).isEqualTo(400);
    }
  }

  @Test
  void theNameOfAnotherLiveLeaseIsTaken() {
    ask("{\"name\":\"other\"}")
        .statusCode(409)
        .body("type", equalTo("/problems/name-taken"))
        .body("errors.field", hasItem("name"));
  }

  @Test
  void anotherOnesLeaseIsNone() {
    users
        .make(Role.USER)
        .asks()
        .contentType(ContentType.JSON)
        .body("{}")
        .patch("/api/v1/leases/mine")
        .then()
        .statusCode(404);
  }

  @Test
  void aLeaseThatIsOverDoesNotChange() {
    String over = TestLeases.request(user, "over");
    TestLeases.endNow(leases, over);
    user.asks()
        .contentType(ContentType.JSON)
        .body("{\"labels\":{}}")
        .patch("/api/v1/leases/" + over)
        .then()
        .statusCode(409)
        .body("detail", containsString("the lease is released"));
  }

  @Test
  void nothingToChangeIsNoChange() {
    ask("{}").statusCode(200).body("applied", equalTo("nothing"));
    ask("{\"env\":{\"PLAIN\":\"1\"},\"ports\":[]}")
        .statusCode(200)
        .body("applied", equalTo("nothing"));
  }

  @Test
  void theAuditNamesFieldsAndNoValues() {
    String id = TestLeases.request(user, "audited");
    user.asks()
        .contentType(ContentType.JSON)
        .body("{\"env\":{\"A\":\"very-secret\"},\"memory\":\"512m\",\"shmSize\":\"32m\"}")
        .patch("/api/v1/leases/audited")
        .then()
        .statusCode(200)
        .body("applied", equalTo("re-creating"));
    assertThat(audit.list(OptionalLong.empty(), 50))
        .filteredOn(entry -> entry.subject().equals(id) && entry.action().equals("lease.change"))
        .singleElement()
        .satisfies(entry -> assertThat(entry.detail()).isEqualTo("memory, shmSize, env"));
  }

  private static ValidatableResponse ask(String body) {
    return user.asks().contentType(ContentType.JSON).body(body).patch("/api/v1/leases/mine").then();
  }
}
