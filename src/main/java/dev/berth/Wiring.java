package dev.berth;

import dev.berth.node.Installation;
import dev.berth.node.InstallationStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;

/** Chooses the implementations behind the ports. */
class Wiring {

  // Whole milliseconds, so that what was written to the database equals what is read back.
  private static final Duration TICK = Duration.ofMillis(1);

  @Produces
  @Singleton
  InstantSource clock() {
    return InstantSource.tick(InstantSource.system(), TICK);
  }

  @Produces
  @Singleton
  Installation installation(InstallationStore store) {
    return store.get();
  }
}
