package dev.berth.watchdog;

import dev.berth.disk.DiskGuard;
import dev.berth.disk.model.Room;
import io.smallrye.health.api.Wellness;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Shows in {@code /q/health} and {@code /q/health/well} whether the disk has room. */
@Wellness
@Singleton
class DiskHealth implements HealthCheck {

  private final DiskGuard guard;

  DiskHealth(DiskGuard guard) {
    this.guard = guard;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("disk");
    return switch (guard.seen().room()) {
      case Room.Enough(var space) ->
          response.up().withData("free bytes", space.freeBytes()).build();
      case Room.Low(var space, long needed) ->
          response
              .down()
              .withData("free bytes", space.freeBytes())
              .withData("needed bytes", needed)
              .build();
      // Not down: it may be watched by other means.
      case Room.Unknown(var why) -> response.up().withData("not watched", why).build();
    };
  }
}
