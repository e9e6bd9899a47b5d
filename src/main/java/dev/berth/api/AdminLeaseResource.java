package dev.berth.api;

import dev.berth.access.Inspection;
import dev.berth.engine.EngineException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Everybody's leases, for admins. What can be done with one is under {@code /leases/{id}}. */
@Path("/api/v1/admin/leases")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "admin")
class AdminLeaseResource {

  private final LeaseCalls calls;
  private final Inspection inspection;

  AdminLeaseResource(LeaseCalls calls, Inspection inspection) {
    this.calls = calls;
    this.inspection = inspection;
  }

  @GET
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "Everybody's leases, newest first")
  public Page<LeaseView> list(
      @RestQuery @Nullable String owner,
      @RestQuery @Nullable String state,
      @RestQuery @Nullable String limit,
      @RestQuery @Nullable String cursor) {
    return calls.list(calls.ownerFilter(owner == null ? "*" : owner), state, limit, cursor);
  }

  @GET
  @Path("{lease}/inspect")
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "A lease's container, as docker inspect shows it",
      description =
          "In the engine's own words, which are no part of this API. Variables of env are in it,"
              + " those of secretEnv are not. Who looked is in the audit trail.")
  @APIResponse(
      responseCode = "200",
      description = "What the engine says",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.OBJECT),
              examples = @ExampleObject(name = "container", value = AccessExamples.INSPECTED)))
  public String inspect(@RestPath String lease) throws EngineException {
    return AccessProblems.given(inspection.of(calls.who().who(), calls.find(lease)));
  }
}
