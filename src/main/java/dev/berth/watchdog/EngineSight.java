package dev.berth.watchdog;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Whether the engine could be observed the last time somebody tried. */
@Singleton
public class EngineSight {

  private final InstantSource clock;
  private volatile Seen seen = new Seen(Optional.empty(), Optional.empty());

  EngineSight(InstantSource clock, MeterRegistry registry) {
    this.clock = clock;
    registry.gauge("berth.engine.up", this, sight -> sight.seen.trouble.isEmpty() ? 1 : 0);
  }

  /** When the engine answered last, and what is wrong now if anything is. */
  public record Seen(Optional<Instant> at, Optional<String> trouble) {}

  public Seen seen() {
    return seen;
  }

  void answered() {
    seen = new Seen(Optional.of(clock.instant()), Optional.empty());
  }

  /** Not in sight. True when that is news, so that a log says it once. */
  boolean lost(String why) {
    boolean news = seen.trouble().isEmpty();
    seen = new Seen(seen.at(), Optional.of(why));
    return news;
  }
}
