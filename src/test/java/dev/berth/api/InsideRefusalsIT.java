package dev.berth.api;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.berth.NoEngine;
import dev.berth.PostgresResource;
import dev.berth.account.Role;
import dev.berth.api.TestUsers.TestUser;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Wrong requests on the inside of a lease, each with what is answered. {@code <n>} stands for n
 * letters a.
 */
@QuarkusTest
@TestProfile(NoEngine.class)
@QuarkusTestResource(PostgresResource.class)
class InsideRefusalsIT {

  private static final Pattern LETTERS = Pattern.compile("<(\\d+)>");
  private static TestUser user;
  private static String theirs = "";

  private final TestUsers users;

  InsideRefusalsIT(TestUsers users) {
    this.users = users;
  }

  @BeforeEach
  void makeALeaseThatIsNotRunning() {
    if (user == null) {
      user = users.make(Role.USER);
      TestLeases.request(user, "mine");
      theirs = TestLeases.request(users.make(Role.USER), "theirs");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                      | command    | is needed: an array of the program and its arguments
          {"command":null}                        | command    | is needed
          {"command":[]}                          | command    | is needed
          {"command":"ls"}                        | command    | must be an array
          {"command":[1]}                         | command[0] | must be a string
          {"command":[null]}                      | command[0] | must not be null
          {"command":["ls",null]}                 | command[1] | must not be null
          {"command":[""]}                        | command[0] | must be a program, not ''
          {"command":["  "]}                      | command[0] | must be a program
          {"command":["-c","ls"]}                 | command[0] | must be a program, not '-c'
          {"command":["a\\u0000b"]}               | command[0] | must not have a NUL character
          {"command":["ls","a\\u0000b"]}          | command[1] | must not have a NUL character
          {"command":["ls","<131072>"]}           | command    | must have at most 131072 bytes, not 131076
          {"command":["ls"],"workdir":"tmp"}      | workdir    | must be an absolute path of at most 4096 characters, not 'tmp'
          {"command":["ls"],"workdir":""}         | workdir    | not ''
          {"command":["ls"],"workdir":"/<4096>"}  | workdir    | must be an absolute path
          {"command":["ls"],"workdir":7}          | workdir    | must be a string
          {"command":["ls"],"env":[]}             | env        | must be an object of strings
          {"command":["ls"],"env":{"1A":"x"}}     | env.'1A'   | must be named with letters, digits and _, at most 128
          {"command":["ls"],"env":{"":"x"}}       | env.''     | must be named with letters
          {"command":["ls"],"env":{"A=B":"x"}}    | env.'A=B'  | must be named with letters
          {"command":["ls"],"env":{"<129>":"x"}}  | env.'<60>…' | must be named with letters
          {"command":["ls"],"env":{"BERTH_A":"x"}} | env.'BERTH_A' | must not be in Berth's own BERTH_ namespace
          {"command":["ls"],"env":{"A":null}}     | env.'A'    | must not be null
          {"command":["ls"],"env":{"A":"\\u0000"}} | env.'A'   | must not have a NUL character
          {"command":["ls"],"env":{"A":"<32769>"}} | env.'A'   | must have at most 32768 characters, not 32769
          {"command":["ls"],"timeout":"soon"}     | timeout    | must be a duration of 1s to 1h, not 'soon'
          {"command":["ls"],"timeout":"0s"}       | timeout    | must be a duration of 1s to 1h
          {"command":["ls"],"timeout":"PT0.5S"}   | timeout    | not 'PT0.5S'
          {"command":["ls"],"timeout":"1h1s"}     | timeout    | must be a duration of 1s to 1h, not '1h1s'
          {"command":["ls"],"timeout":60}         | timeout    | must be a string
          {"command":["ls"],"tty":"yes"}          | tty        | must be true or false
          {"command":["ls"],"detach":1}           | detach     | must be true or false
          {"command":["ls"],"user":0}             | user       | must be a string
          {"command":["ls"],"stdin":"x"}          | stdin      | is not known here; known: command, detach, env, timeout, tty, user, workdir
          """)
  void ofACommand(String body, String field, String message) {
    is400(post("/api/v1/leases/mine/exec", body), field, message);
  }

  @Test
  void tooManyWordsOrVariables() {
    String words = IntStream.range(0, 257).mapToObj(i -> "\"w\"").collect(Collectors.joining(","));
    is400(
        post("/api/v1/leases/mine/exec", "{\"command\":[" + words + "]}"),
        "command",
        "must have at most 256 words, not 257");
    String variables =
        IntStream.range(0, 201)
            .mapToObj(i -> "\"V" + i + "\":\"\"")
            .collect(Collectors.joining(","));
    is400(
        post("/api/v1/leases/mine/exec", "{\"command\":[\"ls\"],\"env\":{" + variables + "}}"),
        "env",
        "must have at most 200 entries, not 201");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"signal":""}      | signal | must be the name of a signal like HUP or TERM, not ''
          {"signal":"1"}     | signal | not '1'
          {"signal":"SIG"}   | signal | not 'SIG'
          {"signal":"SIGNO"} | signal | not 'SIGNO'
          {"signal":9}       | signal | must be a string
          {"sig":"HUP"}      | sig    | is not known here; known: signal
          """)
  void ofASignal(String body, String field, String message) {
    is400(post("/api/v1/leases/mine/kill", body), field, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          tail=-1           | tail       | must be 0 to 10000, not '-1'
          tail=10001        | tail       | must be 0 to 10000, not '10001'
          tail=all          | tail       | not 'all'
          tail=1.5          | tail       | not '1.5'
          since=yesterday   | since      | must be a time like 2026-11-24T22:00:00Z or a duration like 10m, not 'yesterday'
          since=-1h         | since      | not '-1h'
          since=2026-11-24  | since      | not '2026-11-24'
          timestamps=1      | timestamps | must be true or false, not '1'
          """)
  void ofALog(String query, String field, String message) {
    is400(get("/api/v1/leases/mine/logs?" + query, "application/json"), field, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          GET | -                             | is needed, like ?path=/home/dev
          GET | tmp                           | must be absolute
          GET | /tmp/../etc/berth             | must be without empty parts, '.', '..' and a '/' at the end
          GET | /tmp//x                       | must be without empty parts
          GET | /tmp/./x                      | must be without empty parts
          GET | /tmp/                         | must be without empty parts
          GET | /proc/1/environ               | must not be below /proc
          GET | /sys                          | must not be below /sys
          GET | /dev/shm                      | must not be below /dev
          GET | /etc/berth/ssh_host_ed25519_key | must not be below /etc/berth
          GET | /run/berth                    | must not be below /run/berth
          GET | /var/run/berth/profile        | must not be below /var/run/berth
          GET | /usr/lib/berth/sshd           | must not be below /usr/lib/berth
          GET | /lib/berth/sshd               | must not be below /lib/berth
          GET | /                             | below it, not '/'
          GET | /etc                          | must not have /etc/berth below it, not '/etc'
          GET | /tmp/a%00b                    | no NUL
          PUT | -                             | is needed
          PUT | tmp                           | must be absolute
          PUT | /tmp/..                       | must be without empty parts
          PUT | /etc/berth                    | must not be below /etc/berth
          PUT | /dev                          | must not be below /dev
          """)
  void ofAPath(String method, String path, String message) {
    String url = "/api/v1/leases/mine/files" + (path.equals("-") ? "" : "?path=" + path);
    var answer =
        method.equals("GET")
            ? get(url, "*/*")
            : user.asks()
                .urlEncodingEnabled(false)
                .contentType("application/x-tar")
                .body(new byte[10])
                .put(url);
    is400(answer, "path", message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"leases":["a"]}                          | action    | must be start, stop or restart
          {"action":"kill","leases":["a"]}          | action    | must be start, stop or restart, not 'kill'
          {"action":"STOP","leases":["a"]}          | action    | not 'STOP'
          {"action":"stop"}                         | leases    | must be 1 to 50 ids or names
          {"action":"stop","leases":[]}             | leases    | must be 1 to 50 ids or names, not 0
          {"action":"stop","leases":"a"}            | leases    | must be an array
          {"action":"stop","leases":[null]}         | leases[0] | must be the id or the name of a lease
          {"action":"stop","leases":["a","a/b"]}    | leases[1] | must be the id or the name of a lease
          {"action":"stop","leases":["a","b","a"]}  | leases[2] | must not be named twice
          {"action":"stop","leases":["a"],"force":1} | force    | is not known here; known: action, leases
          """)
  void ofSeveralLeases(String body, String field, String message) {
    is400(post("/api/v1/lease-actions", body), field, message);
  }

  @Test
  void fiftyLeasesAreTheMost() {
    String names =
        IntStream.range(0, 51).mapToObj(i -> "\"n" + i + "\"").collect(Collectors.joining(","));
    is400(
        post("/api/v1/lease-actions", "{\"action\":\"stop\",\"leases\":[" + names + "]}"),
        "leases",
        "must be 1 to 50 ids or names, not 51");
  }

  @Test
  void nothingIsInsideOfAWorkspaceThatDoesNotRun() {
    post("/api/v1/leases/mine/exec", "{\"command\":[\"ls\"]}")
        .then()
        .statusCode(409)
        .contentType(Problem.MEDIA_TYPE)
        .body("type", equalTo("/problems/conflict"))
        .body("detail", equalTo("the workspace is starting, and must be running"));
    post("/api/v1/leases/mine/exec", "{\"command\":[\"ls\"],\"detach\":true}")
        .then()
        .statusCode(409);
    post("/api/v1/leases/mine/kill", "{\"signal\":\"HUP\"}").then().statusCode(409);
    for (String accept : List.of("application/json", "text/event-stream")) {
      get("/api/v1/leases/mine/stats", accept)
          .then()
          .statusCode(409)
          .body("detail", equalTo("the workspace is starting, and must be running"));
    }
  }

  @Test
  void whatNeedsTheEngineSaysThatItIsAway() {
    get("/api/v1/leases/mine/logs", "application/json")
        .then()
        .statusCode(503)
        .body("type", equalTo("/problems/engine-unavailable"));
    get("/api/v1/leases/mine/logs", "text/event-stream").then().statusCode(503);
    get("/api/v1/leases/mine/files?path=/tmp", "*/*").then().statusCode(503);
    get("/api/v1/leases/mine/exec/" + "0".repeat(64), "*/*").then().statusCode(503);
    users
        .make(Role.ADMIN)
        .asks()
        .get("/api/v1/admin/leases/" + theirs + "/inspect")
        .then()
        .statusCode(503)
        .body("type", equalTo("/problems/engine-unavailable"));
  }

  @Test
  void othersLeasesAreNotThere() {
    for (String lease : List.of(theirs, "nothing")) {
      String path = "/api/v1/leases/" + lease;
      Stream.of(
              post(path + "/exec", "{\"command\":[\"ls\"]}"),
              post(path + "/kill", "{\"signal\":\"HUP\"}"),
              get(path + "/exec/" + "0".repeat(64), "*/*"),
              user.asks().delete(path + "/exec/" + "0".repeat(64)),
              get(path + "/logs", "application/json"),
              get(path + "/logs", "text/event-stream"),
              get(path + "/stats", "application/json"),
              get(path + "/files?path=/tmp", "*/*"),
              user.asks().contentType("application/x-tar").put(path + "/files?path=/tmp"))
          .forEach(
              answer ->
                  answer
                      .then()
                      .statusCode(404)
                      .contentType(Problem.MEDIA_TYPE)
                      .body("detail", equalTo("you have no lease '" + lease + "'")));
    }
  }

  @Test
  void onlyTarsAreUnpackedAndOnlyKnownCommandsShown() {
    user.asks()
        .contentType("application/gzip")
        .body(new byte[10])
        .put("/api/v1/leases/mine/files?path=/tmp")
        .then()
        .statusCode(415)
        .body("detail", containsString("application/x-tar"));
    get("/api/v1/leases/mine/exec/nothing", "*/*").then().statusCode(404);
  }

  private static Response post(String path, String body) {
    return user.asks().contentType("application/json").body(written(body)).post(path);
  }

  private static Response get(String path, String accept) {
    return user.asks().urlEncodingEnabled(false).accept(accept).get(path);
  }

  private static void is400(Response answer, String field, String message) {
    answer
        .then()
        .statusCode(400)
        .contentType(Problem.MEDIA_TYPE)
        .body("type", equalTo("/problems/validation-failed"))
        .body("errors.size()", is(1))
        .body("errors[0].field", equalTo(written(field)))
        .body("errors[0].message", containsString(message));
  }

  private static String written(String text) {
    return LETTERS.matcher(text).replaceAll(found -> "a".repeat(Integer.parseInt(found.group(1))));
  }
}
