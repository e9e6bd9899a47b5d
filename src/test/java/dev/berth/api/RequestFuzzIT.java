package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.NoEngine;
import dev.berth.PostgresResource;
import dev.berth.account.Role;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Requests made of the right field names and of whatever values: never an error of Berth's own. */
@QuarkusTest
@TestProfile(NoEngine.class)
@QuarkusTestResource(PostgresResource.class)
class RequestFuzzIT {

  private static final int TRIES = 500;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> NAMES =
      Stream.of(
              LeaseRequest.class,
              LeaseRequest.PortRequest.class,
              LeaseRequest.MountRequest.class,
              LeaseRequest.LoginRequest.class,
              LeaseRequest.UlimitRequest.class)
          .flatMap(type -> Stream.of(type.getRecordComponents()))
          .map(RecordComponent::getName)
          .distinct()
          .toList();
  private static final List<String> TEXTS =
      List.of(
          "",
          "debian",
          "1g",
          "8h",
          "0-1",
          "/a",
          "/../..",
          "a:b",
          "host",
          "none",
          "container:x",
          "on-failure:3",
          "\u0000",
          "A=1\nB",
          "\ud800",
          "9999999999999999999",
          "true",
          "x".repeat(5000));

  private final TestUsers users;

  RequestFuzzIT(TestUsers users) {
    this.users = users;
  }

  @Test
  void noRequestEverGetsAFiveHundred() throws JsonProcessingException {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var user = users.make(Role.USER);
    for (int i = 0; i < TRIES; i++) {
      var body = new LinkedHashMap<String, @Nullable Object>();
      body.put("image", "debian");
      for (int field = random.nextInt(4); field >= 0; field--) {
        body.put(NAMES.get(random.nextInt(NAMES.size())), value(random, 3));
      }
      String json = JSON.writeValueAsString(body);
      int status =
          user.asks().contentType(ContentType.JSON).body(json).post("/api/v1/leases").statusCode();
      assertThat(status).as("seed %s: %s", seed, json).isLessThan(500);
    }
  }

  private static @Nullable Object value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 6)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextInt();
      case 3 -> random.nextInt(70_000);
      case 4 -> random.nextGaussian() * 1e3;
      case 5, 6 -> TEXTS.get(random.nextInt(TEXTS.size()));
      case 7 -> {
        var list = new ArrayList<@Nullable Object>();
        for (int i = random.nextInt(3); i > 0; i--) {
          list.add(value(random, depth - 1));
        }
        yield list;
      }
      default -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          map.put(NAMES.get(random.nextInt(NAMES.size())), value(random, depth - 1));
        }
        yield map;
      }
    };
  }
}
