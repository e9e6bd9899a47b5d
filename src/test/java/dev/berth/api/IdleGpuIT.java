package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.PostgresResource;
import dev.berth.ShortIdle;
import dev.berth.SimulatedGpus;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The idle rule for workspaces with GPUs, which nobody is connected to. */
@QuarkusTest
@TestProfile(ShortIdle.WithGpus.class)
@QuarkusTestResource(PostgresResource.class)
class IdleGpuIT {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final TestUsers users;
  private final SimulatedGpus gpus = SimulatedGpus.shared();
  private Lab lab;
  private GpuStates states;

  IdleGpuIT(TestUsers users) {
    this.users = users;
  }

  @BeforeEach
  void makeLab(@TempDir Path directory) {
    gpus.reset();
    lab = new Lab(users, directory);
    states = GpuStates.of(users, gpus);
    states.awaitAllFree();
  }

  @AfterEach
  void giveAllBack() {
    gpus.reset();
    lab.releaseAll();
  }

  /** Answers the GPU that it has. */
  private String running(String name, Map<String, Object> more) {
    var request = new HashMap<String, Object>(more);
    request.put("name", name);
    request.put("gpus", 1);
    request.put("ssh", false);
    request.put("command", List.of("sleep", "3600"));
    return lab.running(request).getList("gpus.uuid", String.class).getFirst();
  }

  @Test
  void aBusyGpuIsUseThoughNobodyIsConnectedAndAnIdleOneGoesToOthers() {
    var rule = Map.of("idle", (Object) Map.of("stopAfter", "24s"));
    gpus.set(running("train", rule), "utilization", "80");
    String left = running("left", rule);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(lab.ada.get("left").getString("state")).isEqualTo("stopped"));
    assertThat(lab.ada.get("left").getList("gpus")).isEmpty();
    assertThat(stopOf("left")).contains("GPU 0 %, GPU processes 0").doesNotContain("GPU 80");
    assertThat(lab.ada.get("train").getString("state")).isEqualTo("running");
    assertThat(lab.ada.events("train")).doesNotContain("idle-stop");
    assertThat(lab.ada.get("train").getString("idle.lastUse.signals")).contains("GPU 80 %");
    states.await(left, "free");
    assertThat(states.admin().asks().get("/q/metrics").asString())
        .contains("berth_idle_stops_total", "berth_idle_looks_total{result=\"seen\"}");
  }

  private String stopOf(String lease) {
    return lab.ada
        .user()
        .asks()
        .get("/api/v1/leases/" + lease + "/events")
        .jsonPath()
        .getString("items.find { it.kind == 'idle-stop' }.message");
  }
}
