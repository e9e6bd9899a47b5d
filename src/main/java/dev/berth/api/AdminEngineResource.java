package dev.berth.api;

import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.EngineInfo;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The container engine, for admins. */
@Path("/api/v1/admin/engine")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "admin")
class AdminEngineResource {

  private final ContainerEngine engine;

  AdminEngineResource(ContainerEngine engine) {
    this.engine = engine;
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
      int runningContainers) {

    static EngineView of(EngineInfo info) {
      return new EngineView(
          info.name(),
          info.version(),
          info.apiVersion(),
          info.operatingSystem(),
          info.cpus(),
          info.memory().roundedDown().toString(),
          info.storageDriver(),
          info.defaultRuntime(),
          info.runningContainers());
    }
  }

  @GET
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "The container engine, asked now")
  public EngineView get() throws EngineException {
    return EngineView.of(engine.info());
  }
}
