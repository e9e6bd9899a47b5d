package dev.berth.api;

import dev.berth.plan.PlanStore.Removal;
import dev.berth.plan.Plans;
import dev.berth.plan.model.Plan;
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

/** Plans, for admins. */
@Path("/api/v1/admin/plans")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "admin")
class AdminPlanResource {

  private final Plans plans;
  private final Caller caller;

  AdminPlanResource(Plans plans, Caller caller) {
    this.plans = plans;
    this.caller = caller;
  }

  @GET
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "List plans by name, each with the limits it comes to")
  public Page<PlanView> list(
      @RestQuery @Nullable String limit, @RestQuery @Nullable String cursor) {
    return PageRequest.of(limit, cursor).slice(plans.list(), Plan::name, PlanView::of);
  }

  @GET
  @Path("{name}")
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "One plan")
  public PlanView get(@RestPath String name) {
    return plans.find(known(name)).map(PlanView::of).orElseThrow(() -> noSuchPlan(name));
  }

  @PUT
  @Path("{name}")
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Create a plan, or replace it as a whole",
      description = "201 where there was none. Leases that are there keep what they were given.")
  @APIResponseSchema(value = PlanView.class, responseCode = "200")
  public RestResponse<PlanView> put(
      @RestPath String name,
      @RequestBody(
              content = @Content(examples = @ExampleObject(name = "plan", value = Examples.PLAN)))
          PlanRequest request) {
    var settings = request.check(name, plans.configured());
    boolean created = plans.put(caller.id().value(), settings);
    return RestResponse.status(
        created ? RestResponse.Status.CREATED : RestResponse.Status.OK,
        PlanView.of(settings.effective(plans.configured())));
  }

  @DELETE
  @Path("{name}")
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "Remove a plan that no user has; 'default' stays")
  public void remove(@RestPath String name) {
    switch (plans.remove(caller.id().value(), known(name))) {
      case Removal.Removed _ -> {}
      case Removal.NoSuchPlan _ -> throw noSuchPlan(name);
      case Removal.IsDefault _ ->
          throw new ProblemException(
              ProblemType.CONFLICT, "the plan 'default' can be changed but not removed");
      case Removal.InUse(long accounts) ->
          throw new ProblemException(
              ProblemType.CONFLICT,
              accounts
                  + (accounts == 1 ? " user has" : " users have")
                  + " the plan '"
                  + name
                  + "'; give them another one first");
    }
  }

  /** Not every text can be looked up: PostgreSQL takes no NUL. */
  private static String known(String name) {
    if (!name.matches(Plan.NAME_PATTERN)) {
      throw noSuchPlan(name);
    }
    return name;
  }

  private static ProblemException noSuchPlan(String name) {
    return new ProblemException(
        ProblemType.NOT_FOUND, "there is no plan " + Violations.quote(name));
  }
}
