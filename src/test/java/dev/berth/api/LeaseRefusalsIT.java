package dev.berth.api;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.berth.NoEngine;
import dev.berth.PostgresResource;
import dev.berth.account.Role;
import dev.berth.api.TestUsers.TestUser;
import dev.berth.lease.LeaseStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Wrong requests on leases and images, each with what is answered: status, problem, the field and
 * what is said of it. {@code <n>} stands for n letters a; MINE, OVER and THEIRS for leases of the
 * caller, of the caller and released, and of somebody else.
 */
@QuarkusTest
@TestProfile(NoEngine.class)
@QuarkusTestResource(PostgresResource.class)
class LeaseRefusalsIT {

  private static final Pattern LETTERS = Pattern.compile("<(\\d+)>");
  private static World world;

  private final TestUsers users;
  private final LeaseStore store;

  LeaseRefusalsIT(TestUsers users, LeaseStore store) {
    this.users = users;
    this.store = store;
  }

  /** Made once: nothing here changes it. */
  private record World(TestUser user, TestUser admin, Map<String, String> leases) {}

  @BeforeEach
  void makeWorld() {
    if (world == null) {
      var user = users.make(Role.USER);
      String over = TestLeases.request(user, "over");
      TestLeases.endNow(store, over);
      world =
          new World(
              user,
              users.make(Role.ADMIN),
              Map.of(
                  "MINE", TestLeases.request(user, "mine"),
                  "OVER", over,
                  "THEIRS", TestLeases.request(users.make(Role.USER), "theirs")));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                  | image     | is needed: the name of an image
          {"image":null}                      | image     | is needed
          {"image":"nope"}                    | image     | there is no 'nope'
          {"image":""}                        | image     | there is no ''
          {"image":7}                         | image     | must be a string
          {"image":["debian"]}                | image     | must be a string
          {"nmae":"x"}                        | nmae      | is not known here; known: claim, command, cpus, cpuset, disk, dns, env, envFile, expose, gpu, gpus
          {"name":""}                         | name      | must be 1 to 42 of a-z, 0-9 and -
          {"name":"Box"}                      | name      | not 'Box'
          {"name":"-box"}                     | name      | not first or last a dash
          {"name":"box-"}                     | name      | not 'box-'
          {"name":"<43>"}                     | name      | must be 1 to 42
          {"name":"a_b"}                      | name      | not 'a_b'
          {"name":"a b"}                      | name      | not 'a b'
          {"name":"b\u00f6x"}                 | name      | must be 1 to 42
          {"name":"a\\nb"}                     | name      | must be 1 to 42
          {"name":true}                       | name      | must be a string
          {"ttl":"soon"}                      | ttl       | must be a duration like 8h, 2d12h or PT8H, not 'soon'
          {"ttl":""}                          | ttl       | must be a duration
          {"ttl":"0s"}                        | ttl       | must be a duration
          {"ttl":"-1h"}                       | ttl       | not '-1h'
          {"ttl":"1h1h"}                      | ttl       | not '1h1h'
          {"ttl":"4s"}                        | ttl       | must be 5s to 7d, not '4s'
          {"ttl":"PT4S"}                      | ttl       | must be 5s to 7d
          {"ttl":"7d1s"}                      | ttl       | must be 5s to 7d
          {"ttl":"P400D"}                     | ttl       | must be 5s to 7d
          {"ttl":"999999999w"}                | ttl       | must be 5s to 7d
          {"ttl":"PT9223372036854775807S"}    | ttl       | must be 5s to 7d
          {"ttl":"PT9223372036854775808S"}    | ttl       | must be a duration
          {"ttl":8}                           | ttl       | must be a string
          {"cpus":0}                          | cpus      | must be 0.1 to
          {"cpus":0.09}                       | cpus      | not 0.09
          {"cpus":-1}                         | cpus      | must be 0.1 to
          {"cpus":100000}                     | cpus      | on this node, not 100000.0
          {"cpus":1e999}                      | cpus      | must be 0.1 to
          {"cpus":"2"}                        | cpus      | must be a number
          {"memory":"63m"}                    | memory    | must be 64m to 8g, not '63m'
          {"memory":"9g"}                     | memory    | must be 64m to 8g, not '9g'
          {"memory":"big"}                    | memory    | must be a size like 512m or 32g, not 'big'
          {"memory":"1.5g"}                   | memory    | must be a size
          {"memory":"0"}                      | memory    | must be a size
          {"memory":"99999999999999999g"}     | memory    | must be a size
          {"memory":4}                        | memory    | must be a string
          {"shmSize":"1023k"}                 | shmSize   | must be 1m to 4g, not '1023k'
          {"shmSize":"5g"}                    | shmSize   | must be 1m to 4g
          {"memory":"1g","shmSize":"2g"}      | shmSize   | must be 1m to 1g, not '2g'
          {"shmSize":"x"}                     | shmSize   | must be a size
          {"pidsLimit":63}                    | pidsLimit | must be 64 to 1000000, not 63
          {"pidsLimit":1000001}               | pidsLimit | not 1000001
          {"pidsLimit":99999999999}           | pidsLimit | must be a whole number
          {"pidsLimit":64.5}                  | pidsLimit | must be a whole number
          {"pidsLimit":"64"}                  | pidsLimit | must be a whole number
          {"user":""}                         | user      | must be 1 to 32
          {"user":"root"}                     | user      | must not be root: your plan 'default' does not allow it (permissions.rootLogin)
          {"user":"sshd"}                     | user      | must not be the system account
          {"user":"Ada"}                      | user      | not 'Ada'
          {"user":"1a"}                       | user      | first a letter
          {"user":"<33>"}                     | user      | must be 1 to 32
          {"hostname":""}                     | hostname  | must be 1 to 63
          {"hostname":"a.b"}                  | hostname  | not 'a.b'
          {"hostname":"<64>"}                 | hostname  | must be 1 to 63
          {"gpus":1}                          | gpus      | must be at most 0, for this node has no GPU to give, not 1
          {"gpus":-1}                         | gpus      | must be 0 or more, not -1
          {"gpus":"all"}                      | gpus      | must be a whole number
          """)
  void ofALease(String body, String field, String message) {
    String whole =
        body.contains("image") || body.equals("{}")
            ? body
            : body.replaceFirst("\\{", "{\"image\":\"debian\",");
    refused(call("user", "POST leases", whole), "400 validation-failed", field, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "env":{"1A":"x"}           | env.'1A'      | must be named with letters, digits and _
          "env":{"A B":"x"}          | env.'A B'     | must be named
          "env":{"":"x"}             | env.''        | must be named
          "env":{"<129>":"x"}        | env.'<60>…'   | at most 128
          "env":{"BERTH_KEY":"x"}    | env.'BERTH_KEY' | must not be in Berth's own
          "env":{"A":"x\\ny"}        | env.'A'       | must be one line
          "env":{"A":"x\\u0000y"}    | env.'A'       | must be one line
          "env":{"A":null}           | env.'A'       | must not be null
          "env":{"A":"<32769>"}      | env.'A'       | must have at most 32768 characters, not 32769
          "env":{"A":1}              | env.A         | must be a string
          "env":["A=1"]              | env           | must be an object of strings
          "labels":{"-a":"x"}        | labels.'-a'   | must be named with letters, digits and ._/-
          "labels":{"<64>":"x"}      | labels.'<60>…' | at most 63
          "labels":{"a":"<257>"}     | labels.'a'    | must have at most 256 characters, not 257
          "labels":{"a":null}        | labels.'a'    | must not be null
          "labels":{"a":"\\u0000"}   | labels.'a'    | must not have a NUL
          "labels":"x"               | labels        | must be an object of strings
          """)
  void ofALeasesEntries(String entries, String field, String message) {
    refused(
        call("user", "POST leases", "{\"image\":\"debian\"," + entries + "}"),
        "400 validation-failed",
        field,
        message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          POST leases/MINE/extend | {}                                           | by    | is needed, or until, and not both
          POST leases/MINE/extend | {"by":"1h","until":"2030-01-01T00:00:00Z"}   | by    | and not both
          POST leases/MINE/extend | {"by":"soon"}                                | by    | must be a duration
          POST leases/MINE/extend | {"by":"4s"}                                  | by    | must be 5s to 7d, not '4s'
          POST leases/MINE/extend | {"by":"8d"}                                  | by    | must be 5s to 7d
          POST leases/MINE/extend | {"by":"6d23h59m"}                            | by    | must not move the expiry beyond 20
          POST leases/MINE/extend | {"by":4}                                     | by    | must be a string
          POST leases/MINE/extend | {"byy":"4h"}                                 | byy   | is not known here; known: by, until
          POST leases/MINE/extend | {"until":"2020-01-01T00:00:00Z"}             | until | must be in the future
          POST leases/MINE/extend | {"until":"2999-01-01T00:00:00Z"}             | until | must not move the expiry beyond 20
          POST leases/MINE/extend | {"until":"+999999999-01-01T00:00:00Z"}       | until | must not move the expiry beyond
          POST leases/MINE/extend | {"until":"tomorrow"}                         | until | must be a time like
          POST leases/MINE/extend | {"until":"2026-11-25"}                       | until | must be a time like
          GET leases?state=gone                     | | state  | must be of expired, failed, offered, queued, released
          GET leases?state=RUNNING                  | | state  | must be of
          GET leases?state=running,                 | | state  | must be of
          GET leases?limit=0                        | | limit  | must be 1 to 200, not '0'
          GET leases?limit=201                      | | limit  | not '201'
          GET leases?limit=ten                      | | limit  | not 'ten'
          GET leases?cursor=%25                     | | cursor | must be the 'next' of an earlier page
          GET leases?cursor=bm9uc2Vuc2U             | | cursor | must be the 'next' of an earlier page
          GET leases/MINE/events?limit=-1           | | limit  | must be 1 to 200
          GET leases/MINE/events?cursor=bm8         | | cursor | must be the 'next'
          GET leases/MINE/ssh-config?knownHostsFile=a%20b | | knownHostsFile | of letters, digits
          GET leases/MINE/ssh-config?knownHostsFile=%24HOME | | knownHostsFile | must be a path
          GET images?limit=1000                     | | limit  | must be 1 to 200
          """)
  void ofWhatIsAskedOfOne(String request, String body, String field, String message) {
    refused(call("user", request, body), "400 validation-failed", field, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                       | 400 validation-failed | name   | must be 1 to 63 of a-z, 0-9 and ._-
          {"name":"ok-1"}                          | 400 validation-failed | source | must be an image reference like
          {"name":"A","source":"a"}                | 400 validation-failed | name   | not 'A'
          {"name":"a/b","source":"a"}              | 400 validation-failed | name   | not 'a/b'
          {"name":"<64>","source":"a"}             | 400 validation-failed | name   | must be 1 to 63
          {"name":"ok-2","source":""}              | 400 validation-failed | source | not ''
          {"name":"ok-3","source":"--privileged"}  | 400 validation-failed | source | not '--privileged'
          {"name":"ok-4","source":"a b"}           | 400 validation-failed | source | not 'a b'
          {"name":"ok-5","source":"A/B"}           | 400 validation-failed | source | not 'A/B'
          {"name":"ok-6","source":"<256>"}         | 400 validation-failed | source | must be an image reference
          {"name":"ok-7","source":5}               | 400 validation-failed | source | must be a string
          {"name":"ok-8","tag":"a"}                | 400 validation-failed | tag    | is not known here; known: name, source
          {"name":"debian","source":"a"}           | 409 name-taken        | name   | the catalogue has an image named 'debian'
          """)
  void ofAnImage(String body, String problem, String field, String message) {
    refused(call("admin", "POST images", body), problem, field, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          user  | POST leases               | []           | 400 malformed-json | must be an object and nothing more
          user  | POST leases               | {            | 400 malformed-json | is not valid JSON
          user  | POST leases               | null         | 400 malformed-json | the body
          user  | POST leases               | {"cpus":NaN} | 400 malformed-json | line 1
          user  | POST leases               | {"name":"a","name":"b"} | 400 malformed-json | is not valid JSON
          user  | POST leases               | {"image":"a\\u0000"} | 400 bad-request | NUL
          user  | POST leases/MINE/extend   | []           | 400 malformed-json | the body
          user  | GET leases/nope           |              | 404 not-found | you have no lease 'nope'
          user  | GET leases/a%00b          |              | 400 bad-request | NUL
          user  | GET leases/01JD8Q3V6Y5K7M2N4P6R8T0W1X |  | 404 not-found | you have no lease '01JD
          user  | DELETE leases/nope        |              | 404 not-found | you have no lease 'nope'
          user  | POST leases/nope/stop     |              | 404 not-found | you have no lease 'nope'
          user  | POST leases/nope/start    |              | 404 not-found | you have no lease 'nope'
          user  | POST leases/nope/restart  |              | 404 not-found | you have no lease 'nope'
          user  | POST leases/nope/extend   | {"by":"1h"}  | 404 not-found | you have no lease 'nope'
          user  | GET leases/nope/events    |              | 404 not-found | you have no lease 'nope'
          user  | GET leases/nope/ssh-config |             | 404 not-found | you have no lease 'nope'
          user  | GET leases/MINE/nonsense  |              | 404 not-found | nothing is at this path
          user  | GET leases/THEIRS         |              | 404 not-found | you have no lease
          user  | GET leases/theirs         |              | 404 not-found | you have no lease
          user  | DELETE leases/THEIRS      |              | 404 not-found | you have no lease
          user  | POST leases/THEIRS/stop   |              | 404 not-found | you have no lease
          user  | POST leases/THEIRS/start  |              | 404 not-found | you have no lease
          user  | POST leases/THEIRS/restart |             | 404 not-found | you have no lease
          user  | POST leases/THEIRS/extend | {"by":"1h"}  | 404 not-found | you have no lease
          user  | GET leases/THEIRS/events  |              | 404 not-found | you have no lease
          user  | GET leases/THEIRS/ssh-config |           | 404 not-found | you have no lease
          admin | GET leases/theirs         |              | 404 not-found | you have no lease 'theirs'
          user  | POST leases/OVER/stop     |              | 409 conflict  | the lease is released; ask for a new one
          user  | POST leases/OVER/start    |              | 409 conflict  | the lease is released
          user  | POST leases/OVER/restart  |              | 409 conflict  | the lease is released
          user  | POST leases/OVER/extend   | {"by":"1h"}  | 409 conflict  | the lease is released
          user  | GET leases?owner=*        |              | 403 forbidden | only admins may list what is others'
          user  | GET leases?owner=bob      |              | 403 forbidden | only admins
          admin | GET leases?owner=B!       |              | 400 validation-failed | owner must be a user's handle, or *
          admin | GET admin/leases?owner=B! |              | 400 validation-failed | owner must be a user's handle
          admin | GET admin/leases?state=x  |              | 400 validation-failed | state must be of
          admin | GET admin/engine          |              | 503 engine-unavailable | try again in a moment
          user  | PUT leases                |              | 405 method-not-allowed | /q/openapi lists them
          user  | DELETE leases             |              | 405 method-not-allowed | no such method
          user  | PUT leases/MINE           | {}           | 405 method-not-allowed | no such method
          user  | GET leases/MINE/stop      |              | 405 method-not-allowed | no such method
          user  | POST images               | {"name":"x","source":"x"} | 403 forbidden | your role
          user  | GET images/nope           |              | 404 not-found | the catalogue has no 'nope'
          user  | GET images/nope/log       |              | 404 not-found | the catalogue has no 'nope'
          admin | POST images/nope/bake     |              | 404 not-found | the catalogue has no 'nope'
          admin | DELETE images/nope        |              | 404 not-found | the catalogue has no 'nope'
          """)
  void withoutAField(String who, String request, String body, String problem, String detail) {
    refused(call(who, request, body), problem, detail);
  }

  @Test
  void namesEverythingThatIsWrongAtOnce() {
    call("user", "POST leases", "{\"name\":\"A\",\"ttl\":\"x\",\"memory\":\"1\",\"gpus\":2}")
        .then()
        .statusCode(400)
        .body("errors.field", is(List.of("image", "name", "memory", "gpus", "ttl")));
  }

  @Test
  void takesAtMostTwoHundredEntriesAndAllOfBoundedLength() {
    refused(
        call("user", "POST leases", entries(201, 1)),
        "400 validation-failed",
        "env",
        "must have at most 200 entries, not 201");
    refused(
        call("user", "POST leases", entries(5, 30_000)),
        "400 validation-failed",
        "env",
        "must have at most 131072 characters in all");
  }

  @Test
  void takesJsonAloneAndAnswersInNothingElse() {
    refused(
        world.user().asks().contentType("text/plain").body("{}").post("/api/v1/leases"),
        "415 unsupported-media-type",
        "application/json");
    refused(
        world.user().asks().accept("text/html").get("/api/v1/leases"),
        "406 not-acceptable",
        "application/json");
  }

  private static String entries(int count, int length) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"V" + i + "\":\"" + "x".repeat(length) + "\"")
        .collect(Collectors.joining(",", "{\"image\":\"debian\",\"env\":{", "}}"));
  }

  private static Response call(String who, String request, String body) {
    String[] parts = expand(request).split(" ", 2);
    var asks =
        (who.equals("admin") ? world.admin() : world.user()).asks().urlEncodingEnabled(false);
    if (body != null) {
      asks.contentType("application/json").body(expand(body));
    }
    return asks.request(parts[0], "/api/v1/" + parts[1]);
  }

  private static String expand(String text) {
    String result = LETTERS.matcher(text).replaceAll(n -> "a".repeat(Integer.parseInt(n.group(1))));
    for (var lease : world.leases().entrySet()) {
      result = result.replace(lease.getKey(), lease.getValue());
    }
    return result;
  }

  private static void refused(Response answer, String problem, String field, String message) {
    refused(answer, problem, message);
    answer
        .then()
        .body("errors[0].field", equalTo(expand(field)))
        .body("errors[0].message", containsString(message));
  }

  private static void refused(Response answer, String problem, String detail) {
    String[] parts = problem.split(" ");
    answer
        .then()
        .statusCode(Integer.parseInt(parts[0]))
        .contentType(Problem.MEDIA_TYPE)
        .body("type", equalTo("/problems/" + parts[1]))
        .body("detail", containsString(detail));
  }
}
