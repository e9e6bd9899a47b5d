package dev.berth.api;

import dev.berth.access.Commands;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.Signal;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Signals for the main process of a workspace. */
@Path("/api/v1/leases/{lease}/kill")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "inside")
class LeaseKillResource {

  private final LeaseCalls calls;
  private final Commands commands;

  LeaseKillResource(LeaseCalls calls, Commands commands) {
    this.calls = calls;
    this.commands = commands;
  }

  /** Which signal. */
  record KillRequest(
      @Schema(description = "A name like HUP or SIGHUP; KILL by default")
          @Nullable String signal) {}

  @POST
  @RolesAllowed(Roles.USER)
  @Operation(
      summary = "Send a signal to the main process",
      description = "A workspace that ends by it is started again; use stop to stop one.")
  public void kill(
      @RestPath String lease,
      @RequestBody(
              content =
                  @Content(
                      examples = @ExampleObject(name = "signal", value = AccessExamples.SIGNAL)))
          KillRequest request)
      throws EngineException {
    var found = calls.find(lease);
    String name = request.signal() == null ? Signal.KILL.name() : request.signal();
    var signal =
        Signal.of(name)
            .orElseThrow(
                () ->
                    ProblemException.invalid(
                        "signal",
                        "must be the name of a signal like HUP or TERM, not "
                            + Violations.quote(name)));
    AccessProblems.given(commands.signal(calls.who().who(), found, signal));
  }
}
