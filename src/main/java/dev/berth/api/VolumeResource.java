package dev.berth.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.berth.disk.DiskStore;
import dev.berth.disk.model.DiskItem;
import dev.berth.disk.model.DiskUse;
import dev.berth.engine.EngineException;
import dev.berth.volume.Ensured;
import dev.berth.volume.Removal;
import dev.berth.volume.Volume;
import dev.berth.volume.VolumeRemoval;
import dev.berth.volume.Volumes;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The caller's own volumes. */
@Path("/api/v1/volumes")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "volumes")
class VolumeResource {

  private final Volumes volumes;
  private final VolumeRemoval removal;
  private final DiskStore disk;
  private final Caller caller;

  VolumeResource(Volumes volumes, VolumeRemoval removal, DiskStore disk, Caller caller) {
    this.disk = disk;
    this.volumes = volumes;
    this.removal = removal;
    this.caller = caller;
  }

  /** A volume to make. */
  @Schema(name = "NewVolume")
  record NewVolumeRequest(@Schema(required = true, pattern = Volumes.NAME) @Nullable String name) {}

  /** A volume; the home, which is always there, has no {@code createdAt}. */
  @Schema(name = "Volume")
  record VolumeView(
      String name,
      @Nullable Instant createdAt,
      @Schema(description = "What is in it; left out before it was measured")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable Long bytes,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant measuredAt) {

    private VolumeView(String name, @Nullable Instant createdAt) {
      this(name, createdAt, null, null);
    }

    private VolumeView with(DiskUse use, Optional<Instant> at) {
      return use.items().stream()
          .filter(item -> item.kind() != DiskItem.Kind.LAYER && item.name().equals(name))
          .findFirst()
          .map(item -> new VolumeView(name, createdAt, item.bytes(), at.orElse(null)))
          .orElse(this);
    }
  }

  @GET
  @RolesAllowed(Roles.USER)
  @Operation(summary = "Your volumes, your home among them")
  public Page<VolumeView> list(
      @RestQuery @Nullable String limit, @RestQuery @Nullable String cursor) {
    List<VolumeView> all =
        Stream.concat(
                Stream.of(new VolumeView(Volumes.HOME, null)),
                volumes.list(caller.id()).stream().map(VolumeResource::view))
            .toList();
    var use = disk.of(caller.id());
    var at = disk.last().at();
    return PageRequest.of(limit, cursor).slice(all, VolumeView::name, each -> each.with(use, at));
  }

  @POST
  @ResponseStatus(201)
  @APIResponseSchema(value = VolumeView.class, responseCode = "201")
  @RolesAllowed(Roles.USER)
  @Operation(
      summary = "Make a volume",
      description = "Not needed: one is made when a lease mentions it for the first time.")
  public VolumeView add(
      @RequestBody(
              content =
                  @Content(examples = @ExampleObject(name = "volume", value = Examples.NEW_VOLUME)))
          NewVolumeRequest request) {
    String name = Optional.ofNullable(request.name()).orElse("");
    if (!name.matches(Volumes.NAME)) {
      throw ProblemException.invalid(
          "name",
          "must be 1 to 63 of a-z, 0-9 and ._-, first a letter or digit, not "
              + Violations.quote(name));
    }
    if (!Volumes.isValid(name)) {
      throw taken(name);
    }
    return switch (volumes.ensure(caller.id(), name)) {
      case Ensured.Present(var volume, boolean created) when created -> view(volume);
      case Ensured.Present _ -> throw taken(name);
      case Ensured.LimitReached(int limit) ->
          throw new ProblemException(
              ProblemType.QUOTA_EXCEEDED,
              "you have " + limit + " volumes, the most one user may have; remove one first");
    };
  }

  @DELETE
  @Path("{name}")
  @RolesAllowed(Roles.USER)
  @Operation(
      summary = "Remove a volume with everything in it",
      description = "Refused while a live lease mounts it. For the home, ?confirm=home is needed.")
  public void remove(@RestPath String name, @RestQuery @Nullable String confirm)
      throws EngineException {
    if (name.equals(Volumes.HOME) && !name.equals(confirm)) {
      throw ProblemException.invalid(
          "confirm", "must be home: this removes all files in your home directory for good");
    }
    if (!name.matches(Volumes.NAME)) {
      throw noVolume(name);
    }
    var outcome =
        name.equals(Volumes.HOME)
            ? removal.removeHome(caller.id())
            : removal.remove(caller.id(), name);
    switch (outcome) {
      case Removal.Removed _ -> {
        if (name.equals(Volumes.HOME)) {
          disk.forgetHome(caller.id());
        }
      }
      case Removal.NoSuchVolume _ -> throw noVolume(name);
      case Removal.InUse(var lease) ->
          throw new ProblemException(
              ProblemType.CONFLICT,
              "your lease '" + lease + "' has '" + name + "' mounted; release it first");
      case Removal.Held _ ->
          throw new ProblemException(
              ProblemType.CONFLICT,
              "the container engine does not give up '"
                  + name
                  + "': a container has it still; release your leases with it, and try again");
    }
  }

  private static VolumeView view(Volume volume) {
    return new VolumeView(volume.name(), volume.createdAt());
  }

  private static ProblemException taken(String name) {
    String taken = "you have a volume named '" + name + "' already";
    return new ProblemException(
        ProblemType.NAME_TAKEN, taken, List.of(new Problem.FieldError("name", taken)));
  }

  private static ProblemException noVolume(String name) {
    return new ProblemException(
        ProblemType.NOT_FOUND, "you have no volume " + Violations.quote(name));
  }
}
