package dev.berth.api;

import dev.berth.account.Account;
import dev.berth.account.AccountStore.Update;
import dev.berth.account.Accounts;
import dev.berth.account.NewAccount;
import dev.berth.kernel.UserId;
import dev.berth.plan.Plans;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
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

/** Users, for admins. */
@Path("/api/v1/admin/users")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "admin", description = "What admins see and set")
class AdminUserResource {

  private final Accounts accounts;
  private final Plans plans;
  private final Caller caller;

  AdminUserResource(Accounts accounts, Plans plans, Caller caller) {
    this.accounts = accounts;
    this.plans = plans;
    this.caller = caller;
  }

  @POST
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "Make a user")
  @APIResponseSchema(value = UserView.class, responseCode = "201")
  public RestResponse<UserView> create(
      @RequestBody(
              content =
                  @Content(examples = @ExampleObject(name = "user", value = Examples.NEW_USER)))
          NewUserRequest request,
      UriInfo uri) {
    var wanted = request.check(plans);
    return switch (accounts.create(caller.id(), wanted.handle(), wanted.role(), wanted.plan())) {
      case NewAccount.Made(var account) ->
          RestResponse.ResponseBuilder.<UserView>created(
                  uri.getAbsolutePathBuilder().path(account.handle().value()).build())
              .entity(UserView.of(account))
              .build();
      case NewAccount.HandleTaken _ ->
          throw new ProblemException(
              ProblemType.NAME_TAKEN,
              "a user has the handle '" + wanted.handle() + "'; choose another");
      case NewAccount.NoSuchPlan _ ->
          throw ProblemException.invalid("plan", UserFields.isNoPlan(wanted.plan(), plans));
    };
  }

  @GET
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "List users by handle")
  public Page<UserView> list(
      @RestQuery @Nullable String limit, @RestQuery @Nullable String cursor) {
    var page = PageRequest.of(limit, cursor);
    return page.page(
        accounts.list(page.after(AdminUserResource::handle), page.fetch()),
        account -> account.handle().value(),
        UserView::of);
  }

  @GET
  @Path("{handle}")
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "One user")
  public UserView get(@RestPath String handle) {
    return UserView.of(existing(accounts, handle));
  }

  @PATCH
  @Path("{handle}")
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "Enable, disable, or give another role or plan")
  public UserView change(
      @RestPath String handle,
      @RequestBody(
              content =
                  @Content(examples = @ExampleObject(name = "disable", value = Examples.DISABLE)))
          UserPatch request) {
    var change = request.check(plans);
    return switch (accounts.update(caller.id(), existing(accounts, handle).handle(), change)) {
      case Update.Updated(var account) -> UserView.of(account);
      case Update.NoSuchAccount _ -> throw noSuchUser(handle);
      case Update.NoSuchPlan _ ->
          throw ProblemException.invalid(
              "plan", UserFields.isNoPlan(change.plan().orElse(""), plans));
      case Update.LastAdmin _ ->
          throw new ProblemException(
              ProblemType.CONFLICT,
              "'" + handle + "' is the last enabled admin; make another one first");
    };
  }

  /** The account of this handle, or the end of the request. */
  static Account existing(Accounts accounts, String handle) {
    return handle(handle).flatMap(accounts::find).orElseThrow(() -> noSuchUser(handle));
  }

  private static Optional<UserId> handle(String text) {
    return Optional.of(text).filter(UserId::isValid).map(UserId::new);
  }

  private static ProblemException noSuchUser(String handle) {
    return new ProblemException(
        ProblemType.NOT_FOUND, "no user has the handle " + Violations.quote(handle));
  }
}
