package dev.berth.api;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import dev.berth.NoEngine;
import dev.berth.PostgresResource;
import dev.berth.account.Role;
import dev.berth.api.TestUsers.TestUser;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Wrong requests on what moves a docker run line to Berth, each with its field and what is said of
 * it. {@code FREE} rows are of a user whose plan allows everything but datasets. {@code <n>} stands
 * for n letters a.
 */
@QuarkusTest
@TestProfile(NoEngine.class)
@QuarkusTestResource(PostgresResource.class)
class WholeRequestRefusalsIT {

  private static final Pattern LETTERS = Pattern.compile("<(\\d+)>");
  private static TestUser plain;
  private static TestUser free;

  private final TestUsers users;

  WholeRequestRefusalsIT(TestUsers users) {
    this.users = users;
  }

  @BeforeEach
  void makeUsers() {
    if (plain != null) {
      return;
    }
    plain = users.make(Role.USER);
    TestLeases.request(plain, "mine");
    free = users.make(Role.USER);
    TestLeases.request(free, "mine");
    var admin = users.make(Role.ADMIN);
    admin
        .asks()
        .contentType(ContentType.JSON)
        .body(
            """
            {"permissions": {"hostNetwork": true, "containerNetwork": true, "hostIpc": true,
             "rootLogin": true, "passwordLogin": true, "fixedPorts": true}}""")
        .put("/api/v1/admin/plans/free")
        .then()
        .statusCode(201);
    admin
        .asks()
        .contentType(ContentType.JSON)
        .body(Map.of("plan", "free"))
        .patch("/api/v1/admin/users/" + free.handle())
        .then()
        .statusCode(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"user":"root"}                          | user           | your plan 'default' does not allow it (permissions.rootLogin)
          {"login":{"password":true}}              | login.password | your plan 'default' does not allow it (permissions.passwordLogin)
          {"network":"host"}                       | network        | your plan 'default' does not allow it (permissions.hostNetwork)
          {"network":"container:mine","ssh":false} | network        | your plan 'default' does not allow it (permissions.containerNetwork)
          {"ipc":"host"}                           | ipc            | your plan 'default' does not allow it (permissions.hostIpc)
          {"ports":[{"container":22,"host":8022}]} | ports[0].host  | your plan 'default' does not allow it (permissions.fixedPorts)
          {"mounts":[{"dataset":"x","target":"/x"}]} | mounts[0].dataset | your plan 'default' allows (permissions.datasets), not 'x'
          """)
  void whatThePlanDoesNotAllow(String body, String field, String message) {
    refused(plain, body, field, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"cpuset":""}                            | cpuset          | must be CPU numbers like 0-2,4, not ''
          {"cpuset":"a"}                           | cpuset          | not 'a'
          {"cpuset":"0-"}                          | cpuset          | not '0-'
          {"cpuset":"1-0"}                         | cpuset          | of this node, not '1-0'
          {"cpuset":"0,9999"}                      | cpuset          | of this node, not '9999'
          {"cpuset":0}                             | cpuset          | must be a string
          {"disk":"much"}                          | disk            | must be a size like 512m or 32g, not 'much'
          {"disk":"1m"}                            | disk            | must be 64m to 1024t, not '1m'
          {"disk":50}                              | disk            | must be a string
          {"ipc":"shareable"}                      | ipc             | must be private or host, not 'shareable'
          {"ipc":"host","shmSize":"64m"}           | shmSize         | must be left out with the host's ipc
          {"ulimits":{"files":{"soft":1}}}         | ulimits.'files' | must be of [core, cpu
          {"ulimits":{"nofile":{}}}                | ulimits.'nofile' | must have soft, hard or both
          {"ulimits":{"nofile":null}}              | ulimits.'nofile' | must have soft, hard or both
          {"ulimits":{"nofile":{"soft":-2}}}       | ulimits.'nofile' | must be 0 or more, or -1
          {"ulimits":{"nofile":{"soft":2,"hard":1}}} | ulimits.'nofile' | a soft limit of more than the hard one
          {"ulimits":{"nofile":{"soft":-1,"hard":1}}} | ulimits.'nofile' | a soft limit of more than the hard one
          {"ulimits":{"nofile":1024}}              | ulimits.nofile  | must be
          {"login":{"keys":false}}                 | login           | must allow keys, a password or both
          {"login":{"keys":"yes"}}                 | login.keys      | must be true or false
          {"login":true}                           | login           | must be
          {"ssh":"no"}                             | ssh             | must be true or false
          {"ssh":false,"user":"dev"}               | user            | must be left out with "ssh": false
          {"ssh":false,"login":{}}                 | login           | must be left out with "ssh": false
          {"ssh":false,"secretEnv":{"A":"1"}}      | secretEnv       | must be empty with "ssh": false
          {"ports":{}}                             | ports           | must be
          {"ports":[null]}                         | ports[0]        | must not be null
          {"ports":[{}]}                           | ports[0].container | is needed: the port inside, 1 to 65535
          {"ports":[{"container":0}]}              | ports[0].container | must be a port, 1 to 65535, not 0
          {"ports":[{"container":65536}]}          | ports[0].container | must be a port, 1 to 65535, not 65536
          {"ports":[{"container":80.5}]}           | ports[0].container | must be a whole number
          {"ports":[{"container":80,"host":80}]}   | ports[0].host   | must be a port, 1024 to 65535, not 80
          {"ports":[{"container":80,"host":70000}]} | ports[0].host  | must be a port, 1024 to 65535, not 70000
          {"ports":[{"container":80,"protocol":"sctp"}]} | ports[0].protocol | must be tcp or udp, not 'sctp'
          {"ports":[{"container":80,"label":"<64>"}]} | ports[0].label | must be at most 63 printable characters
          {"ports":[{"container":80},{"container":80}]} | ports[1].container | must not be published twice: 80
          {"ports":[{"container":80,"host":8080},{"container":81,"host":8080}]} | ports[1].host | must not be asked for twice: 8080
          {"network":"host","ports":[{"container":80}]} | ports[0]   | only a workspace on the bridge publishes ports
          {"expose":[0]}                           | expose[0]       | must be a port, 1 to 65535, not 0
          {"expose":["80"]}                        | expose[0]      | must be a whole number
          {"env":{"A-B":"1"}}                      | env.'A-B'       | must be named with letters, digits and _
          {"env":{"BERTH_X":"1"}}                  | env.'BERTH_X'   | must not be in Berth's own BERTH_ namespace
          {"env":{"A":"1\\n2"}}                    | env.'A'         | must be one line
          {"envFile":"A B=1"}                      | envFile         | line 1: 'A B' must be named with
          {"envFile":"A=1\\n=2"}                   | envFile         | line 2: '' must be named with
          {"envFile":"#\\n\\nBERTH_A=1"}           | envFile         | line 3: 'BERTH_A' must not be in Berth's own
          {"envFile":"<262145>"}                   | envFile         | must have at most 262144 characters, not 262145
          {"secretEnv":{"1A":"x"}}                 | secretEnv.'1A'  | must be named with letters
          {"env":{"A":"1"},"secretEnv":{"A":"x"}}  | secretEnv.'A'   | must not be in env or envFile too
          {"mounts":[{}]}                          | mounts[0]       | must have exactly one of home, volume and dataset
          {"mounts":[{"home":true,"volume":"a"}]}  | mounts[0]       | must have exactly one of
          {"mounts":[{"volume":"a"}]}              | mounts[0].target | is needed: an absolute path inside
          {"mounts":[{"volume":"A","target":"/a"}]} | mounts[0].volume | must be 1 to 63 of a-z, 0-9 and ._-, and not home, not 'A'
          {"mounts":[{"volume":"../a","target":"/a"}]} | mounts[0].volume | not '../a'
          {"mounts":[{"volume":"/etc","target":"/a"}]} | mounts[0].volume | not '/etc'
          {"mounts":[{"volume":"a","target":"a"}]} | mounts[0].target | must be an absolute path
          {"mounts":[{"volume":"a","target":"/a/../b"}]} | mounts[0].target | without . and .., not '/a/../b'
          {"mounts":[{"volume":"a","target":"/a:b"}]} | mounts[0].target | must be an absolute path
          {"mounts":[{"volume":"a","target":"/"}]} | mounts[0].target | must be an absolute path
          {"mounts":[{"volume":"a","target":"/proc/x"}]} | mounts[0].target | must not hide or be in /proc
          {"mounts":[{"volume":"a","target":"/etc"}]} | mounts[0].target | must not hide or be in /etc/berth
          {"mounts":[{"volume":"a","target":"/home"}]} | mounts[0].target | must not hide the home /home/dev
          {"mounts":[{"volume":"a","target":"/a"},{"volume":"b","target":"/a"}]} | mounts[1].target | must not be used twice: /a
          {"mounts":[{"home":true,"target":"/x"}]} | mounts[0].target | must be left out: the home is /home/dev
          {"mounts":[{"home":true,"readOnly":true}]} | mounts[0].readOnly | must be false: nobody could log in
          {"mounts":[{"source":"/etc","target":"/a"}]} | mounts[0].source | is not known here
          {"mounts":[{"dataset":"/etc","target":"/a"}]} | mounts[0].dataset | (permissions.datasets), not '/etc'
          {"dns":["ns.lab"]}                       | dns[0]          | must be an IP address, not 'ns.lab'
          {"dns":["1.2.3"]}                        | dns[0]          | must be an IP address, not '1.2.3'
          {"dns":["1.2.3.256"]}                    | dns[0]          | must be an IP address
          {"dns":["1.1.1.1","1.1.1.1","1.1.1.1","1.1.1.1","1.1.1.1","1.1.1.1","1.1.1.1"]} | dns | must have at most 6 entries, not 7
          {"workdir":"work"}                       | workdir         | must be an absolute path
          {"workdir":"/a b"}                       | workdir         | must be an absolute path
          {"workdir":"/a'$(id)"}                   | workdir         | must be an absolute path
          {"command":[]}                           | command         | must have at least one word
          {"command":[""]}                         | command[0]      | must be the name of a program
          {"command":"sleep 1"}                    | command         | must be
          {"command":["a",null]}                   | command[1]      | must not be null
          {"command":["a","<65536>"]}              | command         | must have at most 65536 characters, not 65537
          {"network":"bridge0"}                    | network         | must be bridge, none, host or container:LEASE, not 'bridge0'
          {"network":"none"}                       | network         | must not be none unless "ssh" is false
          {"network":"container:mine"}             | network         | must not be another container's unless "ssh" is false
          {"network":"container:nope","ssh":false} | network         | there is no 'nope'
          {"network":"none","ssh":false,"links":["mine"]} | links    | must be left out with the network 'none'
          {"network":"host","dns":["1.1.1.1"]}     | dns             | must be left out with the network 'host'
          {"network":"host","hostname":"mars"}     | hostname        | must be left out with the network 'host'
          {"links":["nope"]}                       | links[0]        | there is no 'nope'
          {"links":["mine:D B"]}                   | links[0]        | must have an alias of a-z, 0-9 and -, not 'D B'
          {"links":["mine:db","mine:db"]}          | links[1]        | must not use an alias twice: 'db'
          {"restart":"sometimes"}                  | restart         | must be no, on-failure, on-failure:N, always or unless-stopped
          {"restart":"on-failure:-1"}              | restart         | not 'on-failure:-1'
          {"restart":"on-failure:9999"}            | restart         | must be no, on-failure
          {"labels":{"a b":"1"}}                   | labels.'a b'    | must be named with letters, digits and ._/-
          {"privileged":true}                      | privileged      | is not known here
          {"devices":["/dev/sda"]}                 | devices         | is not known here
          {"capAdd":["SYS_ADMIN"]}                 | capAdd          | is not known here
          """)
  void whatNoPlanAllows(String body, String field, String message) {
    refused(free, body, field, message);
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    ask(
            plain,
            """
            {"image": "debian", "cpuset": "x", "user": "root", "dns": ["x"], "restart": "x",
             "ports": [{"container": 0}, {"container": 80, "host": 8080}],
             "mounts": [{"volume": "a", "target": "/proc"}], "links": ["nope"], "ttl": "x"}""")
        .body(
            "errors.field",
            hasItems(
                "cpuset",
                "user",
                "dns[0]",
                "restart",
                "ports[0].container",
                "ports[1].host",
                "mounts[0].target",
                "links[0]",
                "ttl"));
  }

  @Test
  void theLeaseOfAnotherIsNoneToLinkOrJoin() {
    TestLeases.request(plain, "hers");
    refused(free, "{\"links\":[\"hers\"]}", "links[0]", "there is no 'hers'");
    refused(
        free, "{\"network\":\"container:hers\",\"ssh\":false}", "network", "there is no 'hers'");
  }

  private static void refused(TestUser user, String body, String field, String message) {
    String whole = body.replaceFirst("\\{", "{\"image\":\"debian\",");
    ask(user, LETTERS.matcher(whole).replaceAll(n -> "a".repeat(Integer.parseInt(n.group(1)))))
        .body("errors.field", hasItems(field))
        .body("detail", containsString(message));
  }

  private static ValidatableResponse ask(TestUser user, String body) {
    return user.asks()
        .contentType(ContentType.JSON)
        .body(body)
        .post("/api/v1/leases")
        .then()
        .statusCode(400)
        .contentType(Problem.MEDIA_TYPE)
        .body("type", equalTo("/problems/validation-failed"));
  }
}
