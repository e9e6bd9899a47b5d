package dev.berth.api;

import dev.berth.account.Account;
import dev.berth.account.Accounts;
import dev.berth.dataset.Dataset;
import dev.berth.dataset.Datasets;
import dev.berth.plan.Plans;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Datasets as users see them: by name, never by path. */
@Path("/api/v1/datasets")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "datasets")
class DatasetResource {

  private final Datasets datasets;
  private final Accounts accounts;
  private final Plans plans;
  private final Caller caller;

  DatasetResource(Datasets datasets, Accounts accounts, Plans plans, Caller caller) {
    this.datasets = datasets;
    this.accounts = accounts;
    this.plans = plans;
    this.caller = caller;
  }

  /** A dataset; {@code allowed} where the caller's plan names it. */
  @Schema(name = "Dataset")
  record DatasetNameView(String name, String description, boolean writable, boolean allowed) {}

  @GET
  @RolesAllowed(Roles.USER)
  @Operation(summary = "The datasets there are, and whether your plan lets you mount them")
  public Page<DatasetNameView> list(
      @RestQuery @Nullable String limit, @RestQuery @Nullable String cursor) {
    String plan = accounts.find(caller.id()).map(Account::plan).orElse(Account.DEFAULT_PLAN);
    var allowed = plans.named(plan).permissions().datasets();
    return PageRequest.of(limit, cursor)
        .slice(
            datasets.list(),
            Dataset::name,
            dataset ->
                new DatasetNameView(
                    dataset.name(),
                    dataset.description(),
                    dataset.writable(),
                    allowed.has(dataset.name())));
  }
}
