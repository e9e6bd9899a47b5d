package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * {@code kill -9} of Berth, and with it of the embedded database's owner, while leases are at all
 * steps of their way up and down. Requests are staggered, so that one kill meets each of them at
 * another step; the rounds shift the kill.
 */
@Timeout(600)
class CrashIT {

  private static final int STAGGERED = 6;
  private static final Duration STAGGER = Duration.ofMillis(170);
  private static final List<Duration> ROUNDS =
      List.of(Duration.ZERO, Duration.ofMillis(60), Duration.ofMillis(115));
  private static final int LEASES = STAGGERED * ROUNDS.size() + 2 * ROUNDS.size();
  private static final int FIRST_PORT = 28_000;

  // The first one bakes the image, which may install packages.
  private static final Duration BAKED = Duration.ofMinutes(5);
  private static final Duration HEALED = Duration.ofSeconds(90);

  @RegisterExtension
  static final BerthProcess BERTH =
      new BerthProcess(
          "crash",
          Map.of(
              "berth.node.first-port", Integer.toString(FIRST_PORT),
              "berth.node.last-port", Integer.toString(FIRST_PORT + LEASES - 1),
              "berth.image.catalogue.debian",
                  System.getProperty("berth.test.source-image", "debian:bookworm-slim")));

  /** Leases by what was asked of them last, each as it was answered when it was requested. */
  private final List<JsonPath> up = new ArrayList<>();

  private final List<JsonPath> down = new ArrayList<>();
  private final List<JsonPath> gone = new ArrayList<>();

  @Test
  void everyLeaseGetsWhereItShouldAndNothingIsLeftBehind() throws Exception {
    BERTH.start();
    var ssh = new SshLogin(BERTH.home());
    BERTH.post("/api/v1/me/keys", "{\"publicKey\": \"%s\"}".formatted(ssh.publicKey())).expect(201);
    for (int i = 0; i < ROUNDS.size(); i++) {
      down.add(request());
      gone.add(request());
    }
    await().atMost(BAKED).untilAsserted(() -> assertStates("running", down, gone));

    for (int round = 0; round < ROUNDS.size(); round++) {
      crash(round);
      BERTH.start();
    }
    await().atMost(HEALED).untilAsserted(() -> assertStates("running", up));
    await().atMost(HEALED).untilAsserted(() -> assertStates("stopped", down));
    await().atMost(HEALED).untilAsserted(() -> assertStates("released", gone));
    for (var lease : up) {
      ssh.succeedsAt(lease);
      assertSamePortAndKey(lease);
    }
    down.forEach(CrashIT::assertSamePortAndKey);
    assertContainers(up, down);

    goOnAsIfNothingHadHappened(ssh);
  }

  /** Asks for leases one after another, takes two others down, and kills. */
  private void crash(int round) throws InterruptedException {
    for (int i = 0; i < STAGGERED; i++) {
      up.add(request());
      if (i == STAGGERED - 2) {
        BERTH.post("/api/v1/leases/" + down.get(round).getString("id") + "/stop", "").expect(202);
      }
      if (i < STAGGERED - 1) {
        pause(STAGGER);
      }
    }
    BERTH.delete("/api/v1/leases/" + gone.get(round).getString("id")).expect(202);
    if (ROUNDS.get(round).isPositive()) {
      pause(ROUNDS.get(round));
    }
    BERTH.kill();
  }

  private void goOnAsIfNothingHadHappened(SshLogin ssh) throws IOException {
    var one = up.getFirst();
    BERTH.post("/api/v1/leases/" + one.getString("id") + "/stop", "").expect(202);
    await().atMost(HEALED).untilAsserted(() -> assertStates("stopped", List.of(one)));
    var other = down.getFirst();
    BERTH.post("/api/v1/leases/" + other.getString("id") + "/start", "").expect(202);
    await().atMost(HEALED).untilAsserted(() -> assertStates("running", List.of(other)));
    ssh.succeedsAt(other);

    for (var lease : all(up, down)) {
      BERTH.delete("/api/v1/leases/" + lease.getString("id")).expect(202);
    }
    await().atMost(HEALED).untilAsserted(() -> assertStates("released", up, down, gone));
    assertContainers();
    assertThat(BERTH.get("/api/v1/admin/leases").expect(200).json().getList("items")).isEmpty();
    assertEveryPortIsFree();
  }

  private static JsonPath request() {
    return BERTH
        .post(
            "/api/v1/leases",
            "{\"image\": \"debian\", \"memory\": \"256m\", \"labels\": {\"why\": \"crash\"}}")
        .expect(202)
        .json();
  }

  private static JsonPath read(JsonPath lease) {
    return BERTH.get("/api/v1/leases/" + lease.getString("id")).expect(200).json();
  }

  @SafeVarargs
  private static List<JsonPath> all(List<JsonPath>... leases) {
    return List.of(leases).stream().flatMap(List::stream).toList();
  }

  @SafeVarargs
  private static void assertStates(String expected, List<JsonPath>... leases) {
    assertThat(all(leases))
        .allSatisfy(
            lease -> {
              var now = read(lease);
              assertThat(now.getString("state")).as(now.prettify()).isEqualTo(expected);
            });
  }

  private static void assertSamePortAndKey(JsonPath lease) {
    var now = read(lease);
    assertThat(now.getInt("ssh.port")).isEqualTo(lease.getInt("ssh.port"));
    assertThat(now.getString("ssh.hostKey.knownHosts"))
        .isEqualTo(lease.getString("ssh.hostKey.knownHosts"));
  }

  /** One for each of these leases and no other. */
  @SafeVarargs
  private static void assertContainers(List<JsonPath>... leases) throws IOException {
    var names = Command.docker("ps", "-a", "--filter", BERTH.filter(), "--format", "{{.Names}}");
    assertThat(names)
        .containsExactlyInAnyOrderElementsOf(
            all(leases).stream()
                .map(lease -> "berth-" + lease.getString("id").toLowerCase(Locale.ROOT))
                .toList());
  }

  /** As many leases as there are ports fit in again, and then no more. */
  private static void assertEveryPortIsFree() {
    var ports = new HashSet<Integer>();
    for (int i = 0; i < LEASES; i++) {
      ports.add(request().getInt("ssh.port"));
    }
    assertThat(ports)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(FIRST_PORT, FIRST_PORT + LEASES).boxed().toList());
    var full = BERTH.post("/api/v1/leases", "{\"image\": \"debian\"}").expect(503);
    assertThat(full.json().getString("type")).endsWith("no-port-free");
  }

  private static void pause(Duration length) {
    await()
        .pollInSameThread()
        .pollDelay(length)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> true);
  }
}
