package dev.berth.api;

import dev.berth.account.Accounts;
import dev.berth.kernel.UserId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Anybody's API tokens, for admins. */
@Path("/api/v1/admin/users/{handle}/tokens")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "admin")
class AdminUserTokenResource {

  private final Accounts accounts;
  private final TokenCalls tokens;

  AdminUserTokenResource(Accounts accounts, TokenCalls tokens) {
    this.accounts = accounts;
    this.tokens = tokens;
  }

  @GET
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "List a user's API tokens")
  public Page<TokenView> list(
      @RestPath String handle,
      @RestQuery @Nullable String limit,
      @RestQuery @Nullable String cursor) {
    return tokens.list(owner(handle), PageRequest.of(limit, cursor));
  }

  @POST
  @ResponseStatus(201)
  @APIResponseSchema(value = IssuedTokenView.class, responseCode = "201")
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "Issue an API token for a user; its secret is in this answer alone")
  public IssuedTokenView issue(
      @RestPath String handle,
      @RequestBody(
              content =
                  @Content(examples = @ExampleObject(name = "token", value = Examples.NEW_TOKEN)))
          NewTokenRequest request) {
    return tokens.issue(owner(handle), request);
  }

  @DELETE
  @Path("{id}")
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "Revoke a user's API token")
  public void revoke(@RestPath String handle, @RestPath String id) {
    tokens.revoke(owner(handle), id);
  }

  private UserId owner(String handle) {
    return AdminUserResource.existing(accounts, handle).handle();
  }
}
