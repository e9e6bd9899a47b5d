package dev.berth.storm;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** Time that passes because somebody takes it, not to wait for anything. */
final class Pause {

  private Pause() {}

  static void of(Duration length) {
    if (length.isPositive()) {
      await()
          .pollInSameThread()
          .atMost(length.plusMinutes(1))
          .pollDelay(length)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> true);
    }
  }
}
