package dev.berth.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.berth.access.Commands;
import dev.berth.access.DetachedCommand;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.CommandResult;
import dev.berth.engine.model.CommandResult.End;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriBuilder;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** Commands in a workspace. */
@Path("/api/v1/leases/{lease}/exec")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "inside")
class LeaseExecResource {

  private static final String ID = "[0-9a-f]{64}";

  private final LeaseCalls calls;
  private final Commands commands;

  LeaseExecResource(LeaseCalls calls, Commands commands) {
    this.calls = calls;
    this.commands = commands;
  }

  /** How a command stands; the first two are of detached ones alone. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ExecView(
      @Schema(description = "Of a detached command") @Nullable String id,
      @Schema(description = "Of a detached command") @Nullable Boolean running,
      @JsonInclude(JsonInclude.Include.ALWAYS)
          @Schema(description = "Null while it runs, and where it was killed at its timeout")
          @Nullable Integer exitCode,
      @Nullable String stdout,
      @Nullable String stderr,
      @Nullable Boolean truncated,
      @Nullable Boolean timedOut) {

    static ExecView of(CommandResult result) {
      return of(null, null, result);
    }

    private static ExecView of(
        @Nullable String id, @Nullable Boolean running, CommandResult result) {
      return new ExecView(
          id,
          running,
          result.end() == End.EXITED ? result.exitCode() : null,
          result.stdout().text(),
          result.stderr().text(),
          result.stdout().truncated() || result.stderr().truncated(),
          result.end() == End.TIMED_OUT);
    }

    static ExecView of(DetachedCommand command) {
      if (command.result() != null) {
        return of(command.id(), false, command.result());
      }
      return new ExecView(
          command.id(),
          command.running(),
          command.running() ? null : command.exitCode(),
          null,
          null,
          null,
          null);
    }
  }

  @POST
  @RolesAllowed(Roles.USER)
  @APIResponseSchema(value = ExecView.class, responseCode = "200")
  @Operation(
      summary = "Run a command in a running workspace",
      description =
          "Answers when it has ended, with up to 1 MiB of each output; with detach at once, 202 with"
              + " an id. A command that overruns its timeout is killed, and so is one whose client"
              + " hangs up.")
  public RestResponse<ExecView> run(
      @RestPath String lease,
      @RequestBody(
              content =
                  @Content(
                      examples = @ExampleObject(name = "command", value = AccessExamples.COMMAND)))
          ExecRequest request,
      @Context RoutingContext connection)
      throws EngineException {
    var found = calls.find(lease);
    var command = ExecFields.read(request);
    var who = calls.who().who();
    if (!request.isDetached()) {
      return RestResponse.ok(
          ExecView.of(
              AccessProblems.given(
                  commands.run(who, found, command, gone -> whenGone(connection, gone)))));
    }
    String id = AccessProblems.given(commands.detach(who, found, command));
    return ResponseBuilder.create(
            RestResponse.Status.ACCEPTED, ExecView.of(new DetachedCommand(id, true, 0, null)))
        .location(UriBuilder.fromPath("/api/v1/leases/{lease}/exec/{id}").build(found.id(), id))
        .build();
  }

  private static void whenGone(RoutingContext connection, Runnable then) {
    connection.addEndHandler(
        end -> {
          if (end.failed()) {
            then.run();
          }
        });
    if (connection.response().closed()) {
      then.run();
    }
  }

  @GET
  @Path("{exec}")
  @RolesAllowed(Roles.USER)
  @Operation(
      summary = "A detached command",
      description =
          "With up to 64 KiB of each output, as long as the process of Berth that ran it has them;"
              + " the exit code until the workspace stops.")
  public ExecView get(@RestPath String lease, @RestPath String exec) throws EngineException {
    var found = calls.find(lease);
    return (exec.matches(ID) ? commands.find(found, exec) : Optional.<DetachedCommand>empty())
        .map(ExecView::of)
        .orElseThrow(LeaseExecResource::noSuchCommand);
  }

  @DELETE
  @Path("{exec}")
  @RolesAllowed(Roles.USER)
  @Operation(summary = "Kill a detached command")
  public void end(@RestPath String lease, @RestPath String exec) throws EngineException {
    var found = calls.find(lease);
    if (!exec.matches(ID)) {
      throw noSuchCommand();
    }
    AccessProblems.given(commands.end(calls.who().who(), found, exec));
  }

  private static ProblemException noSuchCommand() {
    return new ProblemException(ProblemType.NOT_FOUND, "there is no such command");
  }
}
