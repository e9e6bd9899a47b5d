package dev.berth.api;

import dev.berth.image.CatalogImage;
import dev.berth.snapshot.Snapshots;
import dev.berth.snapshot.Snapshots.Outcome;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Images made of a workspace. */
@Path("/api/v1/leases/{lease}/snapshots")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "images")
class LeaseSnapshotResource {

  /** A part of an image's name as registries take it. */
  static final String NAME_PATTERN = "[a-z0-9]+((\\.|_|-+)[a-z0-9]+)*";

  private static final int LONGEST = 63;

  /** What follows a name in paths. */
  private static final Set<String> RESERVED =
      Set.of("log", "bake", "build", "load", "prune", "search");

  private final LeaseCalls calls;
  private final Snapshots snapshots;
  private final DiskRoom room;

  LeaseSnapshotResource(LeaseCalls calls, Snapshots snapshots, DiskRoom room) {
    this.calls = calls;
    this.snapshots = snapshots;
    this.room = room;
  }

  /** A snapshot to take. */
  record SnapshotRequest(
      @Schema(
              description =
                  "Of the image, after the owner's handle and a slash; the lease's name"
                      + " where none is given",
              pattern = NAME_PATTERN,
              maxLength = LONGEST,
              examples = "mmseg-ready")
          @Nullable String name) {}

  @POST
  @RolesAllowed(Roles.USER)
  @APIResponseSchema(value = ImageView.class, responseCode = "202")
  @Operation(
      summary = "Make an image of a workspace",
      description =
          "As docker commit has it, of one that runs or is stopped: what was installed and written"
              + " outside of volumes and the home, without the workspace's keys, password and"
              + " secret variables. What runs is frozen for as long as that takes, and goes on"
              + " after it. The image is the owner's alone; its state tells when a lease can start"
              + " from it.")
  public RestResponse<ImageView> take(
      @RestPath String lease,
      @RequestBody(
              content =
                  @Content(
                      examples = @ExampleObject(name = "name", value = LeaseExamples.SNAPSHOT)))
          @Nullable SnapshotRequest request) {
    var found = calls.find(lease);
    String name = name(request == null ? null : request.name(), found.name());
    room.need(found.owner());
    return switch (snapshots.take(calls.who(), found.id().value(), name)) {
      case Outcome.Begun(var image) ->
          RestResponse.ResponseBuilder.create(RestResponse.Status.ACCEPTED, ImageView.of(image))
              .location(URI.create("/api/v1/images/" + image.name()))
              .build();
      case Outcome.NoSuchLease _ -> throw LeaseCalls.noSuchLease(lease);
      case Outcome.NotNow(var why) -> throw new ProblemException(ProblemType.CONFLICT, why);
      case Outcome.NameTaken _ -> throw taken(CatalogImage.nameOf(found.owner(), name));
      case Outcome.TooMany(int most) ->
          throw new ProblemException(
              ProblemType.QUOTA_EXCEEDED,
              "a user may have " + most + " images of her own; remove one first");
    };
  }

  @GET
  @RolesAllowed(Roles.USER)
  @Operation(summary = "The images that were made of a workspace")
  public Page<ImageView> list(
      @RestPath String lease,
      @RestQuery @Nullable String limit,
      @RestQuery @Nullable String cursor) {
    return PageRequest.of(limit, cursor)
        .slice(snapshots.of(calls.find(lease)), CatalogImage::name, ImageView::of);
  }

  private static String name(@Nullable String given, String lease) {
    String name = given == null ? lease : given;
    if (name.length() > LONGEST || !name.matches(NAME_PATTERN)) {
      throw ProblemException.invalid(
          "name",
          "must be 1 to 63 of a-z and 0-9, with . _ or - between them, not "
              + Violations.quote(name));
    }
    if (RESERVED.contains(name)) {
      throw ProblemException.invalid("name", "must not be " + name + ", which has a meaning");
    }
    return name;
  }

  private static ProblemException taken(String name) {
    String detail =
        "there is an image named '" + name + "' already; remove it, or take another name";
    return new ProblemException(
        ProblemType.NAME_TAKEN, detail, List.of(new Problem.FieldError("name", detail)));
  }
}
