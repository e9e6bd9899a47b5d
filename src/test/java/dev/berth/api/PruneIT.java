package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.berth.Leftovers;
import dev.berth.PostgresResource;
import dev.berth.RealEngine;
import dev.berth.Shell;
import dev.berth.account.Role;
import dev.berth.node.Installation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clearing up on demand, on the real engine beside what is none of this installation's. */
@QuarkusTest
@TestProfile(RealEngine.class)
@QuarkusTestResource(PostgresResource.class)
class PruneIT {

  private static final String SOURCE =
      System.getProperty("berth.test.source-image", "debian:bookworm-slim");
  private static final String UNIQUE = UlidCreator.getUlid().toLowerCase();
  private static String installationId = "";

  private final TestUsers users;
  private final Installation installation;
  @TempDir Path directory;

  PruneIT(TestUsers users, Installation installation) {
    this.users = users;
    this.installation = installation;
  }

  @AfterAll
  static void leaveNothing() {
    Shell.docker("rm", "-f", "foreign-" + UNIQUE, "stray-" + UNIQUE);
    Shell.docker("rmi", "-f", "foreign/" + UNIQUE + ":old");
    Leftovers.remove(installationId);
  }

  @Test
  void saysWhatWouldGoAndRemovesThatAndNothingElse() {
    installationId = installation.id();
    var lab = new Lab(users, directory);
    var lease = lab.running(Map.of());
    String label = "dev.berth.installation=" + installation.id();
    String foreign = "foreign/" + UNIQUE + ":old";
    String old = "berth-" + installation.id() + "/debian:old-" + UNIQUE;
    assertThat(image(foreign, "dev.berth.installation=another").exitCode()).isZero();
    assertThat(image(old, label).exitCode()).isZero();
    Shell.docker("create", "--name", "foreign-" + UNIQUE, SOURCE, "true");
    Shell.docker("create", "--name", "stray-" + UNIQUE, "--label", label, SOURCE, "true");

    var dry = prune("{}").statusCode(200).extract().jsonPath();
    assertThat(dry.getBoolean("dryRun")).isTrue();
    assertThat(dry.getString("items.find { it.name == '" + old + "' }.fate"))
        .isEqualTo("removable");
    assertThat(dry.getLong("items.find { it.name == '" + old + "' }.bytes")).isPositive();
    assertThat(images()).contains(old);

    // Between the sweeps, which remove it too.
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              prune("{\"dryRun\": false}").statusCode(200);
              assertThat(containers()).doesNotContain("stray-" + UNIQUE);
            });
    assertThat(images()).doesNotContain(old).contains(foreign);
    assertThat(containers()).contains("foreign-" + UNIQUE, Lab.container(lease));
    assertThat(lab.ssh(lease, "whoami")).isEqualTo("dev");
    assertThat(volumes()).isNotEmpty();
    lab.releaseAll();
  }

  @Test
  void refusesWhatIsNoBoolean() {
    prune("{\"dryRun\": \"no\"}").statusCode(400).body("errors[0].field", equalTo("dryRun"));
    prune("{\"all\": true}")
        .statusCode(400)
        .body("errors[0].message", containsString("known: dryRun"));
  }

  private ValidatableResponse prune(String body) {
    return users
        .make(Role.ADMIN)
        .asks()
        .contentType(ContentType.JSON)
        .body(body)
        .post("/api/v1/admin/prune")
        .then();
  }

  private Shell.Result image(String tag, String label) {
    String container = "made-" + UNIQUE;
    Shell.docker("create", "--name", container, SOURCE, "true");
    var made = Shell.docker("commit", "--change", "LABEL " + label, container, tag);
    Shell.docker("rm", container);
    return made;
  }

  private static List<String> images() {
    return lines("images", "--format", "{{.Repository}}:{{.Tag}}");
  }

  private static List<String> containers() {
    return lines("ps", "-a", "--format", "{{.Names}}");
  }

  private List<String> volumes() {
    return lines(
        "volume", "ls", "-q", "--filter", "label=dev.berth.installation=" + installation.id());
  }

  private static List<String> lines(String... command) {
    return Shell.docker(command).output().lines().toList();
  }
}
