package dev.berth.api;

import dev.berth.lease.LeaseChanges;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Changes to what a lease asked for. */
@Path("/api/v1/leases/{lease}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "leases")
class LeasePatchResource {

  private final LeaseChanges changes;
  private final LeaseCalls calls;
  private final PatchFields fields;

  LeasePatchResource(LeaseChanges changes, LeaseCalls calls, PatchFields fields) {
    this.changes = changes;
    this.calls = calls;
    this.fields = fields;
  }

  @PATCH
  @RolesAllowed(Roles.USER)
  @Operation(
      summary = "Change a lease without loss",
      description =
          "Name, expiry, restart, labels, CPUs, memory and processes change while it runs. For"
              + " ports, variables, mounts and shared memory the workspace is made anew from a copy"
              + " of itself, with every file and package in it; what runs in it ends. \"applied\""
              + " in the answer says which.")
  public LeaseView change(
      @RestPath String lease,
      @RequestBody(
              content =
                  @Content(
                      examples = @ExampleObject(name = "change", value = LeaseExamples.CHANGE)))
          LeasePatch request) {
    var amendment = fields.read(calls.find(lease), request);
    return calls.changed(changes.amend(calls.who(), lease, amendment), lease);
  }
}
