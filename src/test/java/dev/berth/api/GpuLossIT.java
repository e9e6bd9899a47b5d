package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.PostgresResource;
import dev.berth.SimulatedGpuEngine;
import dev.berth.SimulatedGpus;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workspaces that lose sight of their GPUs while they run, on a real engine. */
@QuarkusTest
@TestProfile(SimulatedGpuEngine.class)
@QuarkusTestResource(PostgresResource.class)
class GpuLossIT {

  private final TestUsers users;
  private final SimulatedGpus gpus = SimulatedGpus.shared();
  private Lab lab;
  private GpuStates states;

  GpuLossIT(TestUsers users) {
    this.users = users;
  }

  @BeforeEach
  void allAreWell(@TempDir Path directory) {
    gpus.reset();
    lab = new Lab(users, directory);
    states = GpuStates.of(users, gpus);
    states.awaitAllFree();
  }

  @AfterEach
  void giveAllBack() {
    gpus.reset();
    lab.releaseAll();
    states.restoreAll();
  }

  private JsonPath running(String name, String onLoss) {
    return lab.running(
        Map.of(
            "name",
            name,
            "gpus",
            2,
            "gpu",
            Map.of("onLoss", onLoss),
            "ssh",
            false,
            "command",
            List.of("sleep", "3600")));
  }

  private List<String> told(String lease) {
    List<String> kinds =
        lab.ada
            .user()
            .asks()
            .get("/api/v1/leases/" + lease + "/events")
            .jsonPath()
            .getList("items.kind");
    return kinds.stream().filter(kind -> kind.startsWith("gpus-")).toList();
  }

  private String messages(String lease) {
    return lab.ada.user().asks().get("/api/v1/leases/" + lease + "/events").asString();
  }

  private String seenInside(String lease) {
    return lab.ada
        .user()
        .asks()
        .contentType(ContentType.JSON)
        .body(Map.of("command", List.of("nvidia-smi", "-L")))
        .post("/api/v1/leases/" + lease + "/exec")
        .jsonPath()
        .getString("stdout");
  }

  private void lease(String id, ThrowingConsumer<JsonPath> holds) {
    GpuStates.soon(() -> holds.accept(lab.ada.get(id)));
  }

  @Test
  void theOwnerIsToldOnceWhatHappenedAndThatItIsOver() {
    var box = running("box", "tell");
    String id = Lab.id(box);
    assertThat(box.getString("trouble")).isNull();
    gpus.setAll("nvml-error", "");

    lease(id, now -> assertThat(now.getString("trouble")).contains("NVML: Unknown Error"));
    assertThat(lab.ada.get(id).getString("state")).isEqualTo("running");
    assertThat(told(id)).containsExactly("gpus-lost");
    assertThat(messages(id)).contains("native.cgroupdriver=cgroupfs").contains("nvidia-ctk");
    List<String> held = box.getList("gpus.uuid");
    assertThat(held)
        .hasSize(2)
        .allSatisfy(gpu -> assertThat(states.now()).containsEntry(gpu, "held"));
    assertThat(states.admin().asks().get("/q/metrics").asString())
        .contains("berth_gpu_losses_total{kind=\"nvml-error\"}");

    gpus.reset();

    lease(id, now -> assertThat(now.getString("trouble")).isNull());
    assertThat(told(id)).containsExactly("gpus-lost", "gpus-back");
  }

  @Test
  void aWorkspaceThatAsksForItIsRestartedAndSeesItsGpusAgain() {
    var box = running("box", "restart");
    String id = Lab.id(box);
    List<String> held = box.getList("gpus.uuid");
    gpus.set(held.getFirst(), "nvml-error", "");

    GpuStates.soon(
        () -> assertThat(told(id)).containsExactly("gpus-lost", "gpus-restart", "gpus-back"));

    var after = lab.ada.awaitState(id, "running");
    assertThat(after.getList("gpus.uuid")).isEqualTo(held);
    assertThat(after.getString("trouble")).isNull();
    assertThat(seenInside(id)).contains(held);
  }

  @Test
  void aLostCardIsToldOfAndNoRestartIsTriedThatWouldFail() {
    var box = running("box", "restart");
    String id = Lab.id(box);
    List<String> held = box.getList("gpus.uuid");
    gpus.set(held.getFirst(), "lost", "");

    lease(id, now -> assertThat(now.getString("trouble")).contains("GPU is lost"));
    GpuStates.soon(() -> assertThat(states.now()).containsEntry(held.getFirst(), "gone"));
    assertThat(lab.ada.get(id).getString("state")).isEqualTo("running");
    assertThat(told(id)).containsExactly("gpus-lost");
  }

  @Test
  void anAdminIsToldWhyNoGpuCanBeGivenAndWhatHelps() {
    gpus.setAll("broken", "");
    GpuStates.soon(() -> assertThat(support().getString("gpus.result")).isEqualTo("no-support"));
    assertThat(support().getString("gpus.trouble"))
        .contains("driver not loaded")
        .contains("nvidia-smi there tells more");
    assertThat(states.admin().asks().get("/q/health/well").asString())
        .contains("driver not loaded");

    gpus.reset();

    GpuStates.soon(() -> assertThat(support().getString("gpus.result")).isEqualTo("seen"));
    assertThat(support().getString("gpus.trouble")).isNull();
  }

  private JsonPath support() {
    return states.admin().asks().get("/api/v1/admin/engine").jsonPath();
  }

  @Test
  void anAdminSeesWhereAGpuSitsAsTheKernelNamesIt() {
    List<String> buses =
        states.admin().asks().get("/api/v1/admin/gpus?limit=200").jsonPath().getList("items.busId");
    assertThat(buses).contains("00000000:01:00.0", "00000000:08:00.0");
  }

  @Test
  void aDriverThatHangsIsAnAnswerToo() {
    String id = Lab.id(running("box", "restart"));
    gpus.setAll("hang", "");
    lease(id, now -> assertThat(now.getString("trouble")).contains("did not answer"));
    gpus.reset();
    GpuStates.soon(() -> assertThat(told(id)).containsExactly("gpus-lost", "gpus-back"));
  }
}
