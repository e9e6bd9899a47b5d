package dev.berth.watchdog;

import io.smallrye.health.api.Wellness;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Shows in {@code /q/health} and {@code /q/health/well} whether the engine is in sight. Not part of
 * readiness: without an engine the API still answers, and a restart of Berth would not bring it
 * back.
 */
@Wellness
@Singleton
class EngineHealth implements HealthCheck {

  private final EngineSight sight;
  private final GpuSurvey gpus;

  EngineHealth(EngineSight sight, GpuSurvey gpus) {
    this.sight = sight;
    this.gpus = gpus;
  }

  @Override
  public HealthCheckResponse call() {
    var seen = sight.seen();
    var response = HealthCheckResponse.named("container engine");
    seen.at().ifPresent(at -> response.withData("last answer", at.toString()));
    seen.trouble().ifPresent(trouble -> response.withData("trouble", trouble));
    // Not down: a machine without GPUs is none the worse for it.
    gpus.last()
        .ifPresent(
            probe -> {
              response.withData("gpus", probe.result().word());
              if (!probe.trouble().isEmpty()) {
                response.withData("gpu trouble", probe.trouble());
              }
            });
    return response.status(seen.trouble().isEmpty()).build();
  }
}
