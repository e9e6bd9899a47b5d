package dev.berth.api;

import dev.berth.api.TestUsers.TestUser;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.LeaseState;
import io.restassured.http.ContentType;
import java.util.Map;

/** Leases for tests in which nothing runs. */
final class TestLeases {

  private TestLeases() {}

  /** Asks for one; answers its id. */
  static String request(TestUser user, String name) {
    return user.asks()
        .contentType(ContentType.JSON)
        .body(Map.of("name", name, "image", "debian"))
        .post("/api/v1/leases")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  /** Does what the watchdog would do on the way to released. */
  static void endNow(LeaseStore store, String id) {
    var lease = store.find(new LeaseId(id)).orElseThrow();
    var now = lease.state().since();
    if (!store.replace(lease.with(new LeaseState.Released(now, Actor.OWNER)), now, now)) {
      throw new IllegalStateException("somebody wrote in between");
    }
  }
}
