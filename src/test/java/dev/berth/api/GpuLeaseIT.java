package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.PostgresResource;
import dev.berth.Shell;
import dev.berth.SimulatedGpuEngine;
import dev.berth.SimulatedGpus;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Leases with GPUs on a real engine, by Docker's own {@code --gpus} path; the eight GPUs behind it
 * are simulated. Service leases, for that engine reaches no packages to bake an image from.
 */
@QuarkusTest
@TestProfile(SimulatedGpuEngine.class)
@QuarkusTestResource(PostgresResource.class)
class GpuLeaseIT {

  private static final Pattern UUID = Pattern.compile("GPU-[0-9a-f-]+");

  private final TestUsers users;
  private final SimulatedGpus gpus = SimulatedGpus.shared();
  private Lab lab;
  private GpuStates states;

  GpuLeaseIT(TestUsers users) {
    this.users = users;
  }

  @BeforeEach
  void allAreFree(@TempDir Path directory) {
    gpus.reset();
    lab = new Lab(users, directory);
    states = GpuStates.of(users, gpus);
    states.awaitAllFree();
  }

  @AfterEach
  void giveAllBack() {
    lab.releaseAll();
    gpus.reset();
    states.restoreAll();
  }

  private String ask(String name, int count) {
    return Lab.id(lab.ask(request(name, count), 202));
  }

  private static Map<String, Object> request(String name, int count) {
    return Map.of(
        "name",
        name,
        "gpus",
        count,
        "ssh",
        false,
        "ttl",
        "1h",
        "command",
        List.of("sleep", "3600"));
  }

  private JsonPath running(String lease) {
    return lab.ada.awaitState(lease, "running");
  }

  private JsonPath exec(String lease, String command) {
    return lab.ada
        .user()
        .asks()
        .contentType(ContentType.JSON)
        .body(Map.of("command", List.of("sh", "-c", command)))
        .post("/api/v1/leases/" + lease + "/exec")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private List<String> seenInside(String lease) {
    return UUID.matcher(exec(lease, "nvidia-smi -L").getString("stdout"))
        .results()
        .map(MatchResult::group)
        .toList();
  }

  private static List<String> held(JsonPath lease) {
    return lease.getList("gpus.uuid", String.class);
  }

  @Test
  void whatALeaseHoldsWithoutUsingItIsCountedAsIdle() {
    var held = held(running(ask("idle", 2)));
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              var items = lab.ada.user().asks().get("/api/v1/me/usage?by=gpu").jsonPath();
              assertThat(items.getList("items.key", String.class)).containsAll(held);
              for (String gpu : held) {
                var sum = items.getMap("items.find { it.key == '" + gpu + "' }");
                double idle = ((Number) sum.get("gpuHoursIdle")).doubleValue();
                assertThat(idle).isPositive();
                assertThat(((Number) sum.get("gpuHours")).doubleValue())
                    .isGreaterThanOrEqualTo(idle);
              }
            });
  }

  @Test
  void aLeaseSeesItsOwnGpusAndNoOthers() {
    var three = running(ask("three", 3));
    var five = running(ask("five", 5));

    assertThat(seenInside(Lab.id(three))).isEqualTo(held(three)).hasSize(3);
    assertThat(seenInside(Lab.id(five))).isEqualTo(held(five)).hasSize(5);
    var all = new ArrayList<>(held(three));
    all.addAll(held(five));
    assertThat(all).containsExactlyInAnyOrderElementsOf(gpus.uuids());
    assertThat(three.getString("gpus[0].model")).contains("Simulated");
    assertThat(inspect(Lab.container(three))).contains(held(three)).doesNotContain("Count\":-1");
  }

  private String inspect(String container) {
    return Shell.run(
            List.of(
                "docker",
                "-H",
                gpus.engine(),
                "inspect",
                "--format",
                "{{json .HostConfig.DeviceRequests}}",
                container))
        .output();
  }

  @Test
  void aLeaseWithoutGpusSeesNone() {
    String none = ask("none", 0);
    running(none);
    assertThat(exec(none, "ls /dev | grep -c nvidia").getString("stdout").strip()).isEqualTo("0");
  }

  @Test
  void whoeverWaitsStartsWhenTheGpusAreGivenBackAndClean() {
    String six = ask("six", 6);
    running(six);
    String four = ask("four", 4);
    assertThat(lab.ada.get(four).getString("state")).isEqualTo("queued");
    assertThat(lab.ada.get(four).getInt("queue.position")).isEqualTo(1);
    String two = ask("two", 2);
    running(two);

    lab.ada.act(six, "stop");
    assertThat(held(running(four))).hasSize(4);
    lab.ada.act(six, "start");
    assertThat(lab.ada.get(six).getString("state")).isEqualTo("queued");
    lab.ada.release(two);
    lab.ada.release(four);
    assertThat(held(running(six))).hasSize(6);
  }

  @Test
  void aLeaseThatGetsOtherGpusKeepsItsFiles() {
    lab.allow("\"chosenGpus\": true");
    String moved = ask("moved", 4);
    var before = held(running(moved));
    exec(moved, "echo kept > /marker");
    lab.ada.act(moved, "stop");
    lab.ada.awaitState(moved, "stopped");
    before.forEach(gpu -> states.await(gpu, "free"));
    var other = running(Lab.id(lab.ask(withUuids("other", before), 202)));
    assertThat(held(other)).isEqualTo(before);

    lab.ada.act(moved, "start");

    var after = held(running(moved));
    assertThat(after).hasSize(4).doesNotContainAnyElementsOf(before);
    assertThat(seenInside(moved)).isEqualTo(after);
    assertThat(exec(moved, "cat /marker").getString("stdout")).isEqualTo("kept\n");
  }

  private static Map<String, Object> withUuids(String name, List<String> uuids) {
    return Map.of(
        "name",
        name,
        "gpus",
        uuids.size(),
        "gpu",
        Map.of("uuids", uuids),
        "ssh",
        false,
        "command",
        List.of("sleep", "3600"));
  }

  @Test
  void aGpuThatDoesNotWorkFailsTheStartAndIsKeptFromTheNext() {
    lab.allow("\"chosenGpus\": true");
    String broken = gpus.uuids().getFirst();
    gpus.set(broken, "broken", "");
    String lease = Lab.id(lab.ask(withUuids("unlucky", List.of(broken)), 202));

    var failed = lab.ada.awaitState(lease, "failed");

    assertThat(failed.getString("reason")).contains("unknown device").contains("start the lease");
    assertThat(held(failed)).isEmpty();
    states.await(broken, "quarantined");
    assertThat(held(running(ask("lucky", 7)))).hasSize(7).doesNotContain(broken);
  }

  @Test
  void aGpuOnWhichMemoryIsLeftIsGivenToNobody() {
    String lease = ask("leaky", 8);
    running(lease);
    String leaky = gpus.uuids().get(2);
    gpus.set(leaky, "dirty", "");
    lab.ada.release(lease);
    lab.ada.awaitState(lease, "released");
    String next = ask("next", 8);
    states.await(leaky, "dirty");
    assertThat(lab.ada.get(next).getString("state")).isEqualTo("queued");

    gpus.reset();

    assertThat(held(running(next))).hasSize(8);
  }

  @Test
  void aDriverThatHangsChangesNothing() {
    String lease = ask("box", 2);
    running(lease);
    gpus.setAll("hang", "");
    var before = states.now();
    await()
        .pollDelay(Duration.ofSeconds(14))
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(states.now()).isEqualTo(before));
    assertThat(lab.ada.get(lease).getString("state")).isEqualTo("running");
  }
}
