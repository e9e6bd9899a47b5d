package dev.berth.api;

import dev.berth.account.Accounts;
import dev.berth.disk.DiskStore;
import dev.berth.lease.Leases;
import dev.berth.lease.Owners;
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

/** The caller's own account. */
@Path("/api/v1/me")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "me", description = "Your own account")
class MeResource {

  private final Accounts accounts;
  private final Owners owners;
  private final Leases leases;
  private final DiskStore disk;
  private final Caller caller;
  private final KeyCalls keys;
  private final TokenCalls tokens;

  MeResource(
      Accounts accounts,
      Owners owners,
      Leases leases,
      DiskStore disk,
      Caller caller,
      KeyCalls keys,
      TokenCalls tokens) {
    this.accounts = accounts;
    this.owners = owners;
    this.leases = leases;
    this.disk = disk;
    this.caller = caller;
    this.keys = keys;
    this.tokens = tokens;
  }

  @GET
  @RolesAllowed(Roles.USER)
  @Operation(summary = "Who you are, what your plan allows and what your leases take of it")
  public MeView get() {
    var me = caller.id();
    var account =
        accounts
            .find(me)
            .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "your account is gone"));
    var plan = owners.plan(me);
    return MeView.of(
        account, plan, UseView.of(leases.use(me), plan.limits(), disk.of(me), disk.last()));
  }

  @GET
  @Path("keys")
  @RolesAllowed(Roles.USER)
  @Operation(summary = "List your SSH keys")
  public Page<KeyView> keys(@RestQuery @Nullable String limit, @RestQuery @Nullable String cursor) {
    return keys.list(caller.id(), PageRequest.of(limit, cursor));
  }

  @POST
  @Path("keys")
  @ResponseStatus(201)
  @APIResponseSchema(value = KeyView.class, responseCode = "201")
  @RolesAllowed(Roles.USER)
  @Operation(summary = "Add an SSH public key; your running workspaces take it too")
  public KeyView addKey(
      @RequestBody(
              content = @Content(examples = @ExampleObject(name = "key", value = Examples.NEW_KEY)))
          NewKeyRequest request) {
    return keys.add(caller.id(), request);
  }

  @DELETE
  @Path("keys/{key: .+}")
  @RolesAllowed(Roles.USER)
  @Operation(summary = "Remove an SSH key, by fingerprint or name")
  public void removeKey(@RestPath String key) {
    keys.remove(caller.id(), key);
  }

  @GET
  @Path("tokens")
  @RolesAllowed(Roles.USER)
  @Operation(summary = "List your API tokens")
  public Page<TokenView> tokens(
      @RestQuery @Nullable String limit, @RestQuery @Nullable String cursor) {
    return tokens.list(caller.id(), PageRequest.of(limit, cursor));
  }

  @POST
  @Path("tokens")
  @ResponseStatus(201)
  @APIResponseSchema(value = IssuedTokenView.class, responseCode = "201")
  @RolesAllowed(Roles.USER)
  @Operation(summary = "Issue an API token; its secret is in this answer alone")
  public IssuedTokenView issueToken(
      @RequestBody(
              content =
                  @Content(examples = @ExampleObject(name = "token", value = Examples.NEW_TOKEN)))
          NewTokenRequest request) {
    return tokens.issue(caller.id(), request);
  }

  @DELETE
  @Path("tokens/{id}")
  @RolesAllowed(Roles.USER)
  @Operation(summary = "Revoke an API token")
  public void revokeToken(@RestPath String id) {
    tokens.revoke(caller.id(), id);
  }
}
