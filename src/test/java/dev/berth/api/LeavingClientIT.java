package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.PostgresResource;
import dev.berth.account.Role;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** A client that goes in the middle of a stream is nothing to tell an admin of. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class LeavingClientIT {

  private static final Duration NOTICED = Duration.ofSeconds(4);

  private static final int EVENTS = 1_000;

  private final TestUsers users;
  private final LeaseStore store;
  private final Queue<String> said = new ConcurrentLinkedQueue<>();

  LeavingClientIT(TestUsers users, LeaseStore store) {
    this.users = users;
    this.store = store;
  }

  @Test
  void ofEventsLeavesNothingInTheLog() throws Exception {
    var user = users.make(Role.USER);
    String id = TestLeases.request(user, "left");
    var root = Logger.getLogger("");
    var listener = new Listener();
    root.addHandler(listener);
    try {
      // More than fits between the two, so that the server is at it when the client goes.
      for (int i = 0; i < EVENTS; i++) {
        store.addEvent(new LeaseId(id), "waiting", "€".repeat(2_000), Instant.EPOCH);
      }
      leaveAfterTheFirstEvent(user, id);
      await()
          .during(NOTICED)
          .atMost(NOTICED.plusSeconds(2))
          .untilAsserted(() -> assertThat(said).isEmpty());
    } finally {
      root.removeHandler(listener);
      TestLeases.endNow(store, id);
    }
  }

  private static void leaveAfterTheFirstEvent(TestUsers.TestUser user, String id) throws Exception {
    var request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:" + RestAssured.port + "/api/v1/leases/" + id + "/events"))
            .header("Authorization", "Bearer " + user.token())
            .header("Accept", "text/event-stream")
            .build();
    try (var client = HttpClient.newHttpClient();
        var lines = client.send(request, BodyHandlers.ofLines()).body()) {
      assertThat(lines.filter(line -> line.startsWith("event:")).findFirst()).isPresent();
      client.shutdownNow();
    }
  }

  /** Of warnings and errors; the watchdog's are of an engine that is not there. */
  private final class Listener extends Handler {

    @Override
    public void publish(LogRecord line) {
      if (line.getLevel().intValue() >= Level.WARNING.intValue()
          && !line.getLoggerName().startsWith("dev.berth.watchdog")) {
        said.add(line.getLoggerName() + ": " + line.getMessage() + ": " + line.getThrown());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
