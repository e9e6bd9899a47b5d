package dev.berth.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What the caller's own leases used. */
@Path("/api/v1/me/usage")
@RunOnVirtualThread
@Tag(name = "me")
class MeUsageResource {

  private final UsageCalls calls;
  private final Caller caller;

  MeUsageResource(UsageCalls calls, Caller caller) {
    this.calls = calls;
    this.caller = caller;
  }

  @GET
  @Produces("application/json;qs=1")
  @RolesAllowed(Roles.USER)
  @Operation(
      summary = "How long your leases were up and their GPUs held",
      description = "With Accept: text/csv, as a table.")
  public UsageView sums(
      @Parameter(
              description = "30 days before until where left out",
              example = "2026-11-01T00:00:00Z")
          @RestQuery
          @Nullable String from,
      @Parameter(description = "The present where left out", example = "2026-12-01T00:00:00Z")
          @RestQuery
          @Nullable String until,
      @Parameter(
              description = "user, plan, label, gpu or lease; user where left out",
              example = "label")
          @RestQuery
          @Nullable String by,
      @Parameter(description = "Which label, for by=label", example = "project") @RestQuery
          @Nullable String label) {
    return calls.sums(new UsageCalls.Query(from, until, by, label), Optional.of(caller.id()));
  }

  @GET
  @Produces(UsageCalls.CSV + ";qs=0.5")
  @RolesAllowed(Roles.USER)
  @Operation(hidden = true)
  public String table(
      @RestQuery @Nullable String from,
      @RestQuery @Nullable String until,
      @RestQuery @Nullable String by,
      @RestQuery @Nullable String label) {
    return calls.csv(new UsageCalls.Query(from, until, by, label), Optional.of(caller.id()));
  }
}
