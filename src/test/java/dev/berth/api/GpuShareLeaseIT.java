package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.PostgresResource;
import dev.berth.SimulatedGpuEngine;
import dev.berth.SimulatedGpus;
import dev.berth.account.Role;
import dev.berth.api.TestUsers.TestUser;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several leases on one GPU of a real engine; the GPUs behind it are simulated. */
@QuarkusTest
@TestProfile(SimulatedGpuEngine.class)
@QuarkusTestResource(PostgresResource.class)
class GpuShareLeaseIT {

  private static final Pattern UUID = Pattern.compile("GPU-[0-9a-f-]+");
  private static final String GPUS = "/api/v1/admin/gpus";

  private final TestUsers users;
  private final SimulatedGpus gpus = SimulatedGpus.shared();
  private final String shared = gpus.uuids().getFirst();
  private Lab ada;
  private Lab bob;
  private TestUser admin;

  GpuShareLeaseIT(TestUsers users) {
    this.users = users;
  }

  @BeforeEach
  void oneIsSharedByTwo(@TempDir Path directory) throws Exception {
    gpus.reset();
    ada = new Lab(users, Files.createDirectory(directory.resolve("ada")));
    bob = new Lab(users, Files.createDirectory(directory.resolve("bob")));
    admin = users.make(Role.ADMIN);
    new GpuStates(admin, gpus).await(shared, "free");
    share(2);
  }

  @AfterEach
  void exclusiveAgain() {
    ada.releaseAll();
    bob.releaseAll();
    gpus.reset();
    share(1);
  }

  private void share(int shares) {
    admin
        .asks()
        .contentType(ContentType.JSON)
        .body(Map.of("shares", shares))
        .put(GPUS + "/" + shared + "/sharing")
        .then()
        .statusCode(200);
  }

  private Map<String, Object> known(String uuid) {
    return admin
        .asks()
        .get(GPUS + "?limit=200")
        .jsonPath()
        .getMap("items.find { it.uuid == '" + uuid + "' }");
  }

  private static String ask(Lab lab, String name, int count, boolean share) {
    var request =
        Map.of(
            "name",
            name,
            "gpus",
            count,
            "gpu",
            Map.of("share", share),
            "ssh",
            false,
            "command",
            List.of("sleep", "3600"));
    return Lab.id(lab.ask(request, 202));
  }

  private static List<String> seenInside(Lab lab, String lease) {
    String seen =
        lab.ada
            .user()
            .asks()
            .contentType(ContentType.JSON)
            .body(Map.of("command", List.of("nvidia-smi", "-L")))
            .post("/api/v1/leases/" + lease + "/exec")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath()
            .getString("stdout");
    return UUID.matcher(seen).results().map(MatchResult::group).toList();
  }

  private static List<String> held(JsonPath lease) {
    return lease.getList("gpus.uuid", String.class);
  }

  @Test
  void twoUsersRunOnOneGpuAtOnceAndAThirdLeaseWaits() {
    String one = ask(ada, "one", 1, true);
    assertThat(held(ada.ada.awaitState(one, "running"))).containsExactly(shared + ":1of2");
    String two = ask(bob, "two", 1, true);
    assertThat(held(bob.ada.awaitState(two, "running"))).containsExactly(shared + ":2of2");
    assertThat(seenInside(ada, one)).containsExactly(shared);
    assertThat(seenInside(bob, two)).containsExactly(shared);

    String three = ask(ada, "three", 1, true);
    assertThat(ada.ada.get(three).getString("state")).isEqualTo("queued");

    gpus.set(shared, "processes", "4711,python,9000");
    gpus.set(shared, "memory-used", "9000");
    bob.ada.release(two);
    assertThat(held(ada.ada.awaitState(three, "running")))
        .as("what computes there may be the other's")
        .containsExactly(shared + ":2of2");
    assertThat(known(shared)).containsEntry("unmanagedUse", false).containsEntry("state", "shared");
  }

  @Test
  void whoeverWantsWholeGpusGetsTheOthers() {
    String all = ask(ada, "all", 7, false);
    var held = held(ada.ada.awaitState(all, "running"));
    assertThat(held).hasSize(7).doesNotContain(shared).allMatch(gpus.uuids()::contains);
    assertThat(seenInside(ada, all)).hasSize(7).doesNotContain(shared);
  }

  @Test
  void aLeaseWithBothSharesSeesTheGpuOnce() {
    String both = ask(ada, "both", 2, true);
    assertThat(held(ada.ada.awaitState(both, "running")))
        .containsExactly(shared + ":1of2", shared + ":2of2");
    assertThat(seenInside(ada, both)).containsExactly(shared);
  }
}
