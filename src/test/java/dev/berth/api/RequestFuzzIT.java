package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.NoEngine;
import dev.berth.PostgresResource;
import dev.berth.account.Role;
import dev.berth.lease.LeaseStore;
import io.quarkus.logging.Log;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Requests made of the right field names and of whatever values: never an error of Berth's own. */
@QuarkusTest
@TestProfile(NoEngine.class)
@QuarkusTestResource(PostgresResource.class)
class RequestFuzzIT {

  private static final int TRIES = 400;

  /** Escapes what is not ASCII, and so can write halves of characters too. */
  private static final ObjectMapper JSON =
      new ObjectMapper().configure(JsonGenerator.Feature.ESCAPE_NON_ASCII, true);

  private static final List<String> TEXTS =
      List.of(
          "",
          "debian",
          "mine",
          "mine:db",
          "1g",
          "8h",
          "PT6.5S",
          "0-1",
          "/a",
          "/a/b",
          "/../..",
          "a:b",
          "host",
          "none",
          "root",
          "tcp",
          "udp",
          "private",
          "container:mine",
          "container:\u0000",
          "on-failure:3",
          "10.0.0.2",
          "::",
          "\u0000",
          "A=1\nB",
          "A=\ud800",
          "\ud800",
          "\udc00x",
          "\ufffe",
          "x".repeat(59) + "\ud83d\ude00",
          "\u20ac".repeat(60),
          "9999999999999999999",
          "true",
          "x".repeat(5000));

  private final TestUsers users;
  private final LeaseStore store;

  RequestFuzzIT(TestUsers users, LeaseStore store) {
    this.users = users;
    this.store = store;
  }

  @Test
  void noRequestEverGetsAFiveHundred() throws JsonProcessingException {
    long seed = System.nanoTime();
    Log.infof("the seed of this run is %d", seed);
    var random = new Random(seed);
    var user = userWhoMayDoAnything();
    TestLeases.request(user, "mine");
    var answers = new TreeMap<Integer, Integer>();
    for (int i = 0; i < TRIES; i++) {
      var body = object(LeaseRequest.class, random, 1 + random.nextInt(4));
      if (random.nextInt(20) > 0) {
        body.put("image", "debian");
      }
      String json = JSON.writeValueAsString(body);
      var answer = user.asks().contentType(ContentType.JSON).body(json).post("/api/v1/leases");
      assertThat(answer.statusCode()).as("seed %s: %s", seed, json).isLessThan(500);
      answers.merge(answer.statusCode(), 1, Integer::sum);
      if (answer.statusCode() == 202) {
        String id = answer.path("id");
        String path = "/api/v1/leases/" + id;
        assertThat(user.asks().get(path).statusCode()).as("seed %s: %s", seed, json).isEqualTo(200);
        TestLeases.endNow(store, id);
      }
    }
    Log.infof("answers: %s", answers);
    assertThat(answers).as("of each kind enough to tell").containsKeys(202, 400);
    assertThat(answers.keySet()).isSubsetOf(202, 400, 409);
    assertThat(user.asks().get("/api/v1/leases?state=released&limit=200").statusCode())
        .isEqualTo(200);
  }

  private TestUsers.TestUser userWhoMayDoAnything() {
    var user = users.make(Role.USER);
    var admin = users.make(Role.ADMIN);
    admin
        .asks()
        .contentType(ContentType.JSON)
        .body(
            """
            {"permissions": {"hostNetwork": true, "containerNetwork": true, "hostIpc": true,
             "rootLogin": true, "passwordLogin": true, "fixedPorts": true, "datasets": ["*"]}}""")
        .put("/api/v1/admin/plans/anything")
        .then()
        .statusCode(201);
    admin
        .asks()
        .contentType(ContentType.JSON)
        .body(Map.of("plan", "anything"))
        .patch("/api/v1/admin/users/" + user.handle())
        .then()
        .statusCode(200);
    return user;
  }

  private static Map<String, @Nullable Object> object(Class<?> type, Random random, int fields) {
    var components = type.getRecordComponents();
    var body = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < fields; i++) {
      var component = components[random.nextInt(components.length)];
      body.put(component.getName(), value(component.getGenericType(), random));
    }
    return body;
  }

  /** Mostly of the type that is due. */
  private static @Nullable Object value(Type type, Random random) {
    return switch (random.nextInt(30)) {
      case 0 -> null;
      case 1 -> text(random);
      case 2 -> random.nextInt();
      case 3 -> List.of(text(random));
      case 4 -> Map.of("container", 80);
      default -> ofType(type, random);
    };
  }

  private static Object ofType(Type type, Random random) {
    if (type instanceof ParameterizedType generic) {
      var inner = generic.getActualTypeArguments();
      return inner.length == 1
          ? some(random, () -> value(inner[0], random))
          : entries(random, () -> value(inner[1], random));
    }
    if (type == String.class) {
      return text(random);
    }
    if (type == Boolean.class) {
      return random.nextBoolean();
    }
    if (type == Double.class) {
      return random.nextGaussian() * 2;
    }
    if (type == Integer.class || type == Long.class) {
      return List.of(random.nextInt(70_000), random.nextInt(3) - 1, random.nextLong())
          .get(random.nextInt(type == Long.class ? 3 : 2));
    }
    return object((Class<?>) type, random, 1 + random.nextInt(3));
  }

  private static List<@Nullable Object> some(Random random, Supplier<@Nullable Object> each) {
    List<@Nullable Object> list = new ArrayList<>();
    IntStream.range(0, random.nextInt(3)).forEach(_ -> list.add(each.get()));
    return list;
  }

  private static Map<String, @Nullable Object> entries(
      Random random, Supplier<@Nullable Object> each) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    var names = List.of("A", "nofile", "project", "a b", "\ud800", "");
    IntStream.range(0, random.nextInt(3))
        .forEach(_ -> map.put(names.get(random.nextInt(names.size())), each.get()));
    return map;
  }

  private static String text(Random random) {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }
}
