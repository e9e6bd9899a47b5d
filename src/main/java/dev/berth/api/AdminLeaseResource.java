package dev.berth.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Everybody's leases, for admins. What can be done with one is under {@code /leases/{id}}. */
@Path("/api/v1/admin/leases")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "admin")
class AdminLeaseResource {

  private final LeaseCalls calls;

  AdminLeaseResource(LeaseCalls calls) {
    this.calls = calls;
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
}
