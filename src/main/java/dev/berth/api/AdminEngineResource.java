package dev.berth.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.EngineInfo;
import dev.berth.gpu.ProbeStore;
import dev.berth.gpu.model.Probe;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The container engine, for admins. */
@Path("/api/v1/admin/engine")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "admin")
class AdminEngineResource {

  private final ContainerEngine engine;
  private final ProbeStore probes;

  AdminEngineResource(ContainerEngine engine, ProbeStore probes) {
    this.engine = engine;
    this.probes = probes;
  }

  /** Whether containers can have GPUs. */
  @Schema(name = "GpuSupport")
  record GpuSupportView(
      @Schema(
              description = "What the last look at the GPUs came to",
              enumeration = {"seen", "declared", "no-support", "failed"})
          String result,
      @Schema(description = "Why none is seen, and what helps")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable String trouble,
      Instant at) {

    static GpuSupportView of(Probe probe) {
      String trouble = probe.trouble();
      return new GpuSupportView(
          probe.result().word(), trouble.isEmpty() ? null : trouble, probe.begunAt());
    }
  }

  /** What the engine says of itself. {@code memory} is rounded down. */
  record EngineView(
      String name,
      String version,
      String apiVersion,
      String operatingSystem,
      int cpus,
      String memory,
      String storageDriver,
      String defaultRuntime,
      int runningContainers,
      @Schema(description = "Left out before the first look")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable GpuSupportView gpus) {

    static EngineView of(EngineInfo info, Optional<Probe> probe) {
      return new EngineView(
          info.name(),
          info.version(),
          info.apiVersion(),
          info.operatingSystem(),
          info.cpus(),
          info.memory().roundedDown().toString(),
          info.storageDriver(),
          info.defaultRuntime(),
          info.runningContainers(),
          probe.map(GpuSupportView::of).orElse(null));
    }
  }

  @GET
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "The container engine, asked now")
  public EngineView get() throws EngineException {
    return EngineView.of(engine.info(), probes.last());
  }
}
