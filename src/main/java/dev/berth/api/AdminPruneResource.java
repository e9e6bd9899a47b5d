package dev.berth.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.berth.engine.EngineException;
import dev.berth.watchdog.Prune;
import dev.berth.watchdog.model.Leftover;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Clearing up on demand, for admins. */
@Path("/api/v1/admin/prune")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "admin")
class AdminPruneResource {

  private final Prune prune;
  private final Caller caller;

  AdminPruneResource(Prune prune, Caller caller) {
    this.prune = prune;
    this.caller = caller;
  }

  /** What to do. */
  record PruneRequest(
      @Schema(description = "Only say what would be removed; true by default")
          @Nullable Boolean dryRun) {}

  /** What was found. */
  record PruneView(boolean dryRun, List<LeftoverView> items) {}

  /** One thing. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record LeftoverView(
      @Schema(description = "container, image, copy or network") String kind,
      @Schema(description = "For a network of links, its owner") String name,
      @Nullable String lease,
      @Schema(description = "With what it shares with other images") @Nullable Long bytes,
      @Schema(description = "removable, removed, waiting or stays") String fate,
      @Schema(description = "Why it waits or stays") @Nullable String note) {

    static LeftoverView of(Leftover it) {
      return new LeftoverView(
          it.kind().name().toLowerCase(Locale.ROOT),
          it.name(),
          it.lease().map(id -> id.value()).orElse(null),
          it.bytes().isPresent() ? it.bytes().getAsLong() : null,
          it.fate().name().toLowerCase(Locale.ROOT),
          it.note().isEmpty() ? null : it.note());
    }
  }

  @POST
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Remove what nothing stands for, or say what that would be",
      description =
          "Containers without a live lease that a sweep saw as well, networks of links that no lease"
              + " has, copies of containers without a lease, and baked images that neither a"
              + " container nor the catalogue needs. Only what carries this installation's label;"
              + " never volumes. At most 1000 things at once.")
  public PruneView prune(
      @RequestBody(
              content =
                  @Content(
                      examples = @ExampleObject(name = "dry run", value = AccessExamples.PRUNE)))
          @Nullable PruneRequest request)
      throws EngineException {
    boolean dryRun = request == null || !Boolean.FALSE.equals(request.dryRun());
    var found =
        dryRun
            ? prune.look()
            : prune
                .run(caller.id().value())
                .orElseThrow(
                    () ->
                        new ProblemException(
                            ProblemType.CONFLICT, "somebody else is pruning; try again later"));
    return new PruneView(dryRun, found.stream().map(LeftoverView::of).toList());
  }
}
