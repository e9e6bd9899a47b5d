package dev.berth.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.berth.gpu.Gpus;
import dev.berth.gpu.model.KnownGpu;
import dev.berth.gpu.model.Reading;
import dev.berth.gpu.model.ShareChange;
import dev.berth.kernel.GpuId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Every GPU there is, for admins. */
@Path("/api/v1/admin/gpus")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "admin")
class AdminGpuResource {

  private static final int MAX_REASON = 200;

  private final Gpus gpus;
  private final Caller caller;

  AdminGpuResource(Gpus gpus, Caller caller) {
    this.gpus = gpus;
    this.caller = caller;
  }

  /** Why it is to be given to nobody. */
  @Schema(name = "Quarantine")
  record QuarantineRequest(
      @Schema(required = true, maxLength = MAX_REASON, examples = "fan is dying")
          @Nullable String reason) {}

  /** How it is to be given away. */
  @Schema(name = "Sharing")
  record SharingRequest(
      @Schema(
              required = true,
              description = "How many leases may use it at once",
              minimum = "1",
              maximum = "16")
          @Nullable Integer shares) {}

  /** Who holds it. */
  @Schema(name = "GpuHolder")
  record HolderView(String owner, String lease, String name) {}

  /** A GPU with all that is known of it. */
  @Schema(name = "KnownGpu")
  record KnownGpuView(
      String uuid,
      int index,
      String model,
      String memory,
      @Schema(enumeration = {"free", "held", "dirty", "quarantined", "draining", "shared", "gone"})
          String state,
      @Schema(description = "In how many shares it is given away; 1 for as a whole") int shares,
      @Schema(description = "Of a share, the GPU") @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable String parent,
      @Schema(description = "Why it is quarantined") @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable String reason,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable HolderView holder,
      @Schema(description = "Whether something computes on it though no lease holds it")
          boolean unmanagedUse,
      @Schema(description = "Where it sits", examples = "00000000:3B:00.0")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable String busId,
      @Schema(description = "The same for all that NVLink connects")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable Integer link,
      @Schema(description = "The memory node that is nearest")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable Integer numa,
      @Schema(description = "What the last probe saw") Reading reading,
      Instant seenAt) {

    static KnownGpuView of(KnownGpu known) {
      var gpu = GpuView.of(known.gpu());
      return new KnownGpuView(
          gpu.uuid(),
          gpu.index(),
          gpu.model(),
          gpu.memory(),
          known.state().name().toLowerCase(Locale.ROOT),
          known.sharing().shares(),
          known.gpu().id().namesShare() ? known.gpu().id().device().value() : null,
          known.quarantine().orElse(null),
          known
              .holder()
              .map(
                  holder ->
                      new HolderView(holder.owner().value(), holder.lease().value(), holder.name()))
              .orElse(null),
          known.isUsedByOthers(),
          known.busId().orElse(null),
          known.gpu().spot().link(),
          known.gpu().spot().numa(),
          known.reading(),
          known.seenAt());
    }
  }

  @GET
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "List GPUs by UUID: who holds them, and what the last probe saw")
  public Page<KnownGpuView> list(
      @RestQuery @Nullable String limit, @RestQuery @Nullable String cursor) {
    return PageRequest.of(limit, cursor)
        .slice(gpus.list(), known -> known.gpu().id().value(), KnownGpuView::of);
  }

  @POST
  @Path("{uuid}/quarantine")
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Give a GPU to nobody any more",
      description = "A lease that holds it keeps it until it stops.")
  public KnownGpuView quarantine(
      @RestPath String uuid,
      @RequestBody(
              content =
                  @Content(
                      examples =
                          @ExampleObject(
                              name = "quarantine",
                              value = "{\"reason\": \"fan is dying\"}")))
          QuarantineRequest request) {
    String reason = request.reason() == null ? "" : request.reason().strip();
    if (reason.isEmpty()
        || reason.length() > MAX_REASON
        || reason.chars().anyMatch(Character::isISOControl)) {
      throw ProblemException.invalid(
          "reason", "must be one line of 1 to " + MAX_REASON + " characters");
    }
    return after(uuid, gpus.quarantine(caller.id().value(), known(uuid), reason));
  }

  @POST
  @Path("{uuid}/drain")
  @Consumes(MediaType.WILDCARD)
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Let a GPU run empty",
      description =
          "A lease that holds it keeps it to the end of its term, which can't be extended.")
  public KnownGpuView drain(@RestPath String uuid) {
    return after(uuid, gpus.drain(caller.id().value(), known(uuid)));
  }

  @POST
  @Path("{uuid}/restore")
  @Consumes(MediaType.WILDCARD)
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "Take a GPU out of quarantine, or end its draining")
  public KnownGpuView restore(@RestPath String uuid) {
    return after(uuid, gpus.restore(caller.id().value(), known(uuid)));
  }

  @PUT
  @Path("{uuid}/sharing")
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Have several leases use a GPU at once, or one alone again",
      description =
          "Leases get shares where they ask for them. What of its memory a share may use is stated,"
              + " and nothing enforces it. Not while somebody has the GPU or a share of it, or has"
              + " reserved it.")
  public KnownGpuView share(
      @RestPath String uuid,
      @RequestBody(
              content =
                  @Content(
                      examples = {
                        @ExampleObject(name = "four leases at once", value = "{\"shares\": 4}"),
                        @ExampleObject(name = "one lease alone", value = "{\"shares\": 1}")
                      }))
          SharingRequest request) {
    if (request.shares() == null || request.shares() < 1 || request.shares() > GpuId.MOST_SHARES) {
      throw ProblemException.invalid(
          "shares", "must be 1 to " + GpuId.MOST_SHARES + ", not " + request.shares());
    }
    return switch (gpus.share(caller.id().value(), known(uuid), request.shares())) {
      case ShareChange.Changed _ -> after(uuid, true);
      case ShareChange.Unknown _ -> throw noGpu(uuid);
      case ShareChange.Held(var gpu, var by) ->
          throw inUse(gpu + " is held by lease " + by.lease() + " of " + by.owner());
      case ShareChange.Booked(var gpu, var by) -> throw inUse(gpu + " is reserved for " + by);
    };
  }

  private static ProblemException inUse(String why) {
    return new ProblemException(ProblemType.CONFLICT, why);
  }

  private KnownGpuView after(String uuid, boolean there) {
    if (!there) {
      throw noGpu(uuid);
    }
    return gpus.list().stream()
        .filter(known -> known.gpu().id().value().equals(uuid))
        .map(KnownGpuView::of)
        .findFirst()
        .orElseThrow(() -> noGpu(uuid));
  }

  private static GpuId known(String uuid) {
    if (!GpuId.isValid(uuid)) {
      throw noGpu(uuid);
    }
    return new GpuId(uuid);
  }

  private static ProblemException noGpu(String uuid) {
    return new ProblemException(ProblemType.NOT_FOUND, "there is no GPU " + Violations.quote(uuid));
  }
}
