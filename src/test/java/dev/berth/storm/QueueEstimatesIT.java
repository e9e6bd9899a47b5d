package dev.berth.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * All leases run to their expiry on a real engine: then nobody starts later than she was told, at
 * whatever time she asked.
 */
@Timeout(600)
class QueueEstimatesIT {

  private static final int WAVES = 4;
  private static final int IN_A_WAVE = 3;
  private static final Duration BETWEEN = Duration.ofSeconds(10);

  /** More than a stop and a probe take here; the longer it is, the easier it is to be kept. */
  private static final String SETTLE = "20s";

  @RegisterExtension
  static final Rig RIG =
      new Rig("estimates", Rig.own("estimates"), 28_400, 1, Map.of("berth.queue.settle", SETTLE));

  private final Random random =
      new Random(Long.getLong("berth.storm.seed", System.currentTimeMillis()));

  /** All that was told at one time, from one plan: when whom. */
  private final List<Map<String, Instant>> told = new ArrayList<>();

  private final Set<String> queued = new HashSet<>();
  private final Map<String, Instant> started = new HashMap<>();

  @Test
  void nobodyStartsLaterThanTold() throws Exception {
    RIG.start();
    var user = RIG.user("patient");
    await("GPUs").until(() -> RIG.gpuStates().size() == 8);
    for (int wave = 0; wave < WAVES; wave++) {
      for (int i = 0; i < IN_A_WAVE; i++) {
        request(user);
      }
      var next = Instant.now().plus(BETWEEN);
      await()
          .atMost(BETWEEN.multipliedBy(2))
          .pollInterval(Duration.ofMillis(400))
          .until(
              () -> {
                look(user);
                return Instant.now().isAfter(next);
              });
    }
    await("all over")
        .atMost(Duration.ofMinutes(4))
        .pollInterval(Duration.ofMillis(400))
        .until(
            () -> {
              look(user);
              return RIG.rows().live().isEmpty();
            });

    assertThat(queued).as("leases that had to wait").hasSizeGreaterThan(WAVES);
    assertThat(told).hasSizeGreaterThan(50);
    for (String lease : RIG.rows().leases().keySet()) {
      started.put(lease, start(user, lease));
    }
    assertThat(started).hasSize(WAVES * IN_A_WAVE);
    told.forEach(this::assertKept);
  }

  private void request(Rig.User user) {
    int gpus = 2 + random.nextInt(7);
    int seconds = 5 + random.nextInt(4);
    user.ask(
            "POST",
            "/leases",
            """
            {"image": "debian", "ssh": false, "command": ["sleep", "600"], "gpus": %d,
             "ttl": "%ds", "memory": "128m", "mounts": [{"home": false}]}"""
                .formatted(gpus, seconds))
        .expect(202);
  }

  private void look(Rig.User user) {
    List<Map<String, Object>> items =
        user.ask("GET", "/leases?state=queued&limit=200", "").expect(200).json().getList("items");
    var estimates = new HashMap<String, Instant>();
    for (var lease : items) {
      if (lease.get("queue") instanceof Map<?, ?> place) {
        estimates.put(
            String.valueOf(lease.get("id")),
            Instant.parse(String.valueOf(place.get("earliestStart"))));
      }
    }
    told.add(estimates);
    queued.addAll(estimates.keySet());
  }

  /** From the lease's own history. */
  private Instant start(Rig.User user, String lease) {
    String at =
        user.ask("GET", "/leases/" + lease + "/events", "")
            .expect(200)
            .json()
            .getString("items.find { it.kind == 'starting' }.at");
    return Instant.parse(at);
  }

  /**
   * Of what was told at one time. The estimate holds while nobody leaves early; who is down and
   * clean sooner than {@code settle} does. So one in front may start sooner than she was told
   * herself, and before one behind her who was to fill the gap.
   */
  private void assertKept(Map<String, Instant> estimates) {
    estimates.forEach(
        (lease, estimate) -> {
          boolean anotherCameBefore =
              estimates.entrySet().stream()
                  .anyMatch(
                      front ->
                          front.getValue().isAfter(estimate)
                              && started.get(front.getKey()).isBefore(started.get(lease)));
          if (!anotherCameBefore) {
            assertThat(started.get(lease)).as("start of " + lease).isBeforeOrEqualTo(estimate);
          }
        });
  }
}
