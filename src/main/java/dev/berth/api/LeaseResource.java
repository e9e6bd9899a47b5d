package dev.berth.api;

import dev.berth.lease.DryRun;
import dev.berth.lease.Leases;
import dev.berth.lease.Owners;
import dev.berth.lease.model.NewLease;
import io.smallrye.common.annotation.RunOnVirtualThread;
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
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** Leases: asking for one and what can be done with it. {@code lease} is an id or a name. */
@Path(LeaseResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "leases")
class LeaseResource {

  static final String PATH = "/api/v1/leases";

  private final Leases leases;
  private final DryRun dryRuns;
  private final LeaseCalls calls;
  private final LeaseFields fields;
  private final Owners owners;

  LeaseResource(
      Leases leases, DryRun dryRuns, LeaseCalls calls, LeaseFields fields, Owners owners) {
    this.leases = leases;
    this.dryRuns = dryRuns;
    this.calls = calls;
    this.fields = fields;
    this.owners = owners;
  }

  @POST
  @RolesAllowed(Roles.USER)
  @Operation(
      summary = "Ask for a lease",
      description =
          "Answers at once; the workspace is up when the state is running. Sent again with the same"
              + " Idempotency-Key, it answers the lease of the first time. With dryRun=true nothing is"
              + " done, and the answer says what would happen.")
  @Parameter(
      name = "dryRun",
      in = ParameterIn.QUERY,
      description = "true only says what would happen; false by default",
      schema = @Schema(type = SchemaType.BOOLEAN))
  @APIResponse(
      responseCode = "200",
      description = "What would happen, with dryRun=true",
      content = @Content(schema = @Schema(implementation = DryRunView.class)))
  @APIResponseSchema(value = LeaseView.class, responseCode = "202")
  public RestResponse<?> request(
      @Parameter(description = "1 to 128 printable characters of your choice")
          @RestHeader("Idempotency-Key")
          @Nullable String key,
      @RequestBody(
              content =
                  @Content(
                      examples = @ExampleObject(name = "lease", value = LeaseExamples.NEW_LEASE)))
          LeaseRequest request,
      @Context UriInfo uri) {
    var owner = calls.who().who();
    if (FieldRules.flag("dryRun", uri)) {
      return RestResponse.ok(
          LeaseCalls.dryRun(dryRuns.of(owner, fields.read(owner, request)), PATH));
    }
    var replay = Optional.ofNullable(key).map(text -> IdempotencyKey.read(text, request));
    var outcome =
        replay
            .flatMap(mark -> leases.replayed(owner, mark))
            .map(earlier -> new Leases.Requested(earlier, Optional.empty()))
            .orElseGet(() -> leases.request(owner, fields.read(owner, request), replay));
    var lease = calls.admitted(outcome.admission());
    var view =
        outcome
            .password()
            .map(password -> calls.view(lease).withPassword(password.text()))
            .orElseGet(() -> calls.view(lease));
    return ResponseBuilder.create(RestResponse.Status.ACCEPTED, view)
        .location(UriBuilder.fromPath("/api/v1/leases/{id}").build(lease.id()))
        .build();
  }

  @GET
  @RolesAllowed(Roles.USER)
  @Operation(
      summary = "Your leases, newest first",
      description = "Without state= every lease that is not released.")
  public Page<LeaseView> list(
      @Parameter(description = "State words, separated by commas", example = "running,stopped")
          @RestQuery
          @Nullable String state,
      @Parameter(description = "Admins: of this user, or of all with *") @RestQuery
          @Nullable String owner,
      @RestQuery @Nullable String limit,
      @RestQuery @Nullable String cursor) {
    return calls.list(calls.ownerFilter(owner), state, limit, cursor);
  }

  @GET
  @Path("{lease}")
  @RolesAllowed(Roles.USER)
  @Operation(summary = "One lease")
  public LeaseView get(@RestPath String lease) {
    return calls.view(calls.find(lease));
  }

  @DELETE
  @Path("{lease}")
  @ResponseStatus(202)
  @APIResponseSchema(value = LeaseView.class, responseCode = "202")
  @RolesAllowed(Roles.USER)
  @Operation(
      summary = "Release a lease",
      description = "Removes the workspace and gives its port back. Your home volume is kept.")
  public LeaseView release(@RestPath String lease) {
    return calls.done(leases.release(calls.who(), lease), lease);
  }

  @POST
  @Path("{lease}/stop")
  @Consumes(MediaType.WILDCARD)
  @ResponseStatus(202)
  @APIResponseSchema(value = LeaseView.class, responseCode = "202")
  @RolesAllowed(Roles.USER)
  @Operation(summary = "Stop the workspace", description = "Files, port and host key are kept.")
  public LeaseView stop(@RestPath String lease) {
    return calls.done(leases.stop(calls.who(), lease), lease);
  }

  @POST
  @Path("{lease}/start")
  @Consumes(MediaType.WILDCARD)
  @ResponseStatus(202)
  @APIResponseSchema(value = LeaseView.class, responseCode = "202")
  @RolesAllowed(Roles.USER)
  @Operation(summary = "Start a stopped or failed workspace")
  public LeaseView start(@RestPath String lease) {
    return calls.done(leases.start(calls.who(), lease), lease);
  }

  @POST
  @Path("{lease}/restart")
  @Consumes(MediaType.WILDCARD)
  @ResponseStatus(202)
  @APIResponseSchema(value = LeaseView.class, responseCode = "202")
  @RolesAllowed(Roles.USER)
  @Operation(summary = "Stop the workspace and start it again")
  public LeaseView restart(@RestPath String lease) {
    return calls.done(leases.restart(calls.who(), lease), lease);
  }

  @POST
  @Path("{lease}/extend")
  @RolesAllowed(Roles.USER)
  @Operation(
      summary = "Move the expiry",
      description = "Within the grace of an expired lease this brings it back.")
  public LeaseView extend(
      @RestPath String lease,
      @RequestBody(
              content =
                  @Content(examples = @ExampleObject(name = "by", value = LeaseExamples.EXTENSION)))
          ExtendRequest request) {
    var wrong = new Violations();
    if ((request.by() == null) == (request.until() == null)) {
      wrong.add("by", "is needed, or until, and not both");
    }
    wrong.throwIfAny();
    if (request.until() != null) {
      return calls.done(leases.extendUntil(calls.who(), lease, request.until()), lease, "until");
    }
    var by = LeaseFields.duration("by", String.valueOf(request.by()), longestTerm(lease), wrong);
    wrong.throwIfAny();
    return calls.done(leases.extendBy(calls.who(), lease, by), lease, "by");
  }

  private Duration longestTerm(String lease) {
    return owners.plan(calls.find(lease).owner()).limits().maxTerm();
  }

  /** The request's mark, checked, with a digest of what was asked. */
  private static final class IdempotencyKey {

    private static final String VALID = "[\\x21-\\x7e]{1,128}";

    private IdempotencyKey() {}

    static NewLease.Replay read(String key, LeaseRequest request) {
      if (!key.matches(VALID)) {
        throw ProblemException.invalid(
            "Idempotency-Key", "must be 1 to 128 printable ASCII characters without blanks");
      }
      return new NewLease.Replay(key, Digests.of(request));
    }
  }
}
