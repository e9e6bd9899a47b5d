package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.SimulatedGpus;
import dev.berth.account.Role;
import dev.berth.api.TestUsers.TestUser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** What an admin is told of the simulated GPUs; a probe finds out, so it takes a moment. */
record GpuStates(TestUser admin, SimulatedGpus gpus) {

  static GpuStates of(TestUsers users, SimulatedGpus gpus) {
    return new GpuStates(users.make(Role.ADMIN), gpus);
  }

  /** The state of each by its UUID. */
  Map<String, String> now() {
    List<Map<String, String>> items =
        admin.asks().get("/api/v1/admin/gpus?limit=200").jsonPath().getList("items");
    return items.stream()
        .filter(gpu -> gpus.uuids().contains(gpu.get("uuid")))
        .collect(Collectors.toMap(gpu -> gpu.get("uuid"), gpu -> gpu.get("state")));
  }

  void awaitAllFree() {
    soon(
        () ->
            assertThat(now())
                .hasSize(gpus.uuids().size())
                .allSatisfy((_, state) -> assertThat(state).isEqualTo("free")));
  }

  void await(String gpu, String state) {
    soon(() -> assertThat(now()).containsEntry(gpu, state));
  }

  void restoreAll() {
    gpus.uuids().forEach(gpu -> admin.asks().post("/api/v1/admin/gpus/" + gpu + "/restore"));
  }

  static void soon(ThrowingRunnable holds) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(holds);
  }
}
