package dev.berth.api;

import dev.berth.account.Accounts;
import dev.berth.kernel.UserId;
import dev.berth.plan.PersonalLimits;
import dev.berth.plan.model.LimitName;
import dev.berth.plan.model.PersonalLimit;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Exceptions from plans for single users, for admins. */
@Path("/api/v1/admin/users/{handle}/exceptions")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "admin")
class AdminExceptionResource {

  private final Accounts accounts;
  private final PersonalLimits personal;
  private final Caller caller;

  AdminExceptionResource(Accounts accounts, PersonalLimits personal, Caller caller) {
    this.accounts = accounts;
    this.personal = personal;
    this.caller = caller;
  }

  @GET
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "List a user's exceptions from her plan, by limit")
  public Page<PersonalLimitView> list(
      @RestPath String handle,
      @RestQuery @Nullable String limit,
      @RestQuery @Nullable String cursor) {
    var now = personal.now();
    return PageRequest.of(limit, cursor)
        .slice(
            personal.of(owner(handle)),
            each -> each.limit().word(),
            each -> PersonalLimitView.of(each, now));
  }

  @GET
  @Path("{name}")
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "One exception, by the limit's name")
  public PersonalLimitView get(@RestPath String handle, @RestPath String name) {
    return personal.of(owner(handle)).stream()
        .filter(each -> each.limit().word().equals(name))
        .findFirst()
        .map(each -> PersonalLimitView.of(each, personal.now()))
        .orElseThrow(() -> none(name));
  }

  @PUT
  @Path("{name}")
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Raise or lower one limit for a user, till a time",
      description = "The name is that of the limit in a plan. 201 where there was none.")
  @APIResponseSchema(value = PersonalLimitView.class, responseCode = "200")
  public RestResponse<PersonalLimitView> put(
      @RestPath String handle,
      @RestPath String name,
      @RequestBody(
              content =
                  @Content(
                      examples = @ExampleObject(name = "exception", value = Examples.EXCEPTION)))
          PersonalLimitRequest request) {
    var owner = owner(handle);
    var now = personal.now();
    PersonalLimit exception = request.check(owner, limit(name), now);
    boolean created = personal.put(caller.id(), exception);
    return RestResponse.status(
        created ? RestResponse.Status.CREATED : RestResponse.Status.OK,
        PersonalLimitView.of(exception, now));
  }

  @DELETE
  @Path("{name}")
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "Remove an exception, so that the plan holds again")
  public void remove(@RestPath String handle, @RestPath String name) {
    if (!personal.remove(caller.id(), owner(handle), limit(name))) {
      throw none(name);
    }
  }

  private UserId owner(String handle) {
    return AdminUserResource.existing(accounts, handle).handle();
  }

  private static LimitName limit(String name) {
    return LimitName.of(name)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NOT_FOUND, "plans have no limit " + Violations.quote(name)));
  }

  private static ProblemException none(String name) {
    return new ProblemException(
        ProblemType.NOT_FOUND, "there is no exception for " + Violations.quote(name));
  }
}
