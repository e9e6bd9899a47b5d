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

/** Anybody's SSH keys, for admins. */
@Path("/api/v1/admin/users/{handle}/keys")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "admin")
class AdminUserKeyResource {

  private final Accounts accounts;
  private final KeyCalls keys;

  AdminUserKeyResource(Accounts accounts, KeyCalls keys) {
    this.accounts = accounts;
    this.keys = keys;
  }

  @GET
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "List a user's SSH keys")
  public Page<KeyView> list(
      @RestPath String handle,
      @RestQuery @Nullable String limit,
      @RestQuery @Nullable String cursor) {
    return keys.list(owner(handle), PageRequest.of(limit, cursor));
  }

  @POST
  @ResponseStatus(201)
  @APIResponseSchema(value = KeyView.class, responseCode = "201")
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "Add an SSH public key for a user")
  public KeyView add(
      @RestPath String handle,
      @RequestBody(
              content = @Content(examples = @ExampleObject(name = "key", value = Examples.NEW_KEY)))
          NewKeyRequest request) {
    return keys.add(owner(handle), request);
  }

  @DELETE
  @Path("{key: .+}")
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "Remove a user's SSH key, by fingerprint or name")
  public void remove(@RestPath String handle, @RestPath String key) {
    keys.remove(owner(handle), key);
  }

  private UserId owner(String handle) {
    return AdminUserResource.existing(accounts, handle).handle();
  }
}
