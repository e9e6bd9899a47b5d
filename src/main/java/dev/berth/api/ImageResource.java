package dev.berth.api;

import dev.berth.image.CatalogImage;
import dev.berth.image.Images;
import dev.berth.kernel.ImageRef;
import dev.berth.snapshot.Snapshots;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The catalogue of images. */
@Path("/api/v1/images")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "images")
class ImageResource {

  private final Images images;
  private final Snapshots snapshots;
  private final LeaseCalls calls;
  private final DiskRoom room;
  private final Caller caller;

  ImageResource(
      Images images, Snapshots snapshots, LeaseCalls calls, DiskRoom room, Caller caller) {
    this.images = images;
    this.calls = calls;
    this.snapshots = snapshots;
    this.room = room;
    this.caller = caller;
  }

  /** A new entry. */
  record NewImageRequest(
      @Schema(examples = "pytorch", pattern = CatalogImage.NAME_PATTERN) @Nullable String name,
      @Schema(description = "Any image with glibc", examples = "debian:bookworm-slim")
          @Nullable String source) {}

  @GET
  @RolesAllowed(Roles.USER)
  @Operation(
      summary = "The images a lease can start from",
      description = "Those of the catalogue, and the caller's own, which are named USER/NAME.")
  public Page<ImageView> list(
      @Parameter(
              description = "Admins: with those of a user's own in place of yours, or all with *",
              example = "alice")
          @RestQuery
          @Nullable String owner,
      @RestQuery @Nullable String limit,
      @RestQuery @Nullable String cursor) {
    var shown = calls.ownerFilter(owner).map(images::list).orElseGet(images::list);
    return PageRequest.of(limit, cursor).slice(shown, CatalogImage::name, ImageView::of);
  }

  @GET
  @Path("{name}")
  @RolesAllowed(Roles.USER)
  @Operation(summary = "One image")
  public ImageView get(@RestPath String name) {
    return ImageView.of(find(name));
  }

  @GET
  @Path("{name}/log")
  @Produces(MediaType.TEXT_PLAIN)
  @RolesAllowed(Roles.USER)
  @Operation(summary = "What the builder said in the last baking; grows while it runs")
  public String log(@RestPath String name) {
    return images.log(find(name).name());
  }

  @POST
  @ResponseStatus(202)
  @APIResponseSchema(value = ImageView.class, responseCode = "202")
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Add an image to the catalogue",
      description = "It is baked in the background: Berth's SSH server is put into it.")
  public ImageView add(
      @RequestBody(
              content =
                  @Content(
                      examples = @ExampleObject(name = "image", value = LeaseExamples.NEW_IMAGE)))
          NewImageRequest request) {
    var wrong = new Violations();
    String name = Optional.ofNullable(request.name()).orElse("");
    if (!name.matches(CatalogImage.NAME_PATTERN)) {
      wrong.add("name", "must be 1 to 63 of a-z, 0-9 and ._-, not " + Violations.quote(name));
    }
    String source = Optional.ofNullable(request.source()).orElse("");
    if (!ImageRef.isValid(source)) {
      wrong.add(
          "source",
          "must be an image reference like debian:bookworm-slim, not " + Violations.quote(source));
    }
    wrong.throwIfAny();
    room.need();
    if (!images.add(caller.id().value(), name, new ImageRef(source))) {
      String taken = "the catalogue has an image named '" + name + "' already";
      throw new ProblemException(
          ProblemType.NAME_TAKEN, taken, List.of(new Problem.FieldError("name", taken)));
    }
    images.bake(caller.id().value(), name);
    return get(name);
  }

  @POST
  @Path("{name}/bake")
  @Consumes(MediaType.WILDCARD)
  @ResponseStatus(202)
  @APIResponseSchema(value = ImageView.class, responseCode = "202")
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "Pull the source again and bake it where it has changed")
  public ImageView bake(@RestPath String name) {
    var image = find(name);
    room.need();
    images.bake(caller.id().value(), image.name());
    return get(name);
  }

  @DELETE
  @Path("{name}")
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "Take an image out of the catalogue; workspaces made from it go on")
  public void remove(@RestPath String name) {
    images.remove(caller.id().value(), find(name).name());
  }

  @GET
  @Path("{owner}/{name}")
  @RolesAllowed(Roles.USER)
  @Operation(summary = "One image of a user's own")
  public ImageView getOwn(@RestPath String owner, @RestPath String name) {
    return ImageView.of(findOwn(owner, name));
  }

  @GET
  @Path("{owner}/{name}/log")
  @Produces(MediaType.TEXT_PLAIN)
  @RolesAllowed(Roles.USER)
  @Operation(summary = "What was said while it was made; grows while it is")
  public String logOfOwn(@RestPath String owner, @RestPath String name) {
    return images.log(findOwn(owner, name).name());
  }

  @DELETE
  @Path("{owner}/{name}")
  @RolesAllowed(Roles.USER)
  @Operation(summary = "Remove an own image; workspaces made from it go on")
  public void removeOwn(@RestPath String owner, @RestPath String name) {
    snapshots
        .remove(calls.who(), findOwn(owner, name))
        .ifPresent(
            why -> {
              throw new ProblemException(ProblemType.CONFLICT, why);
            });
  }

  /** One's own; admins find everybody's. */
  private CatalogImage findOwn(String owner, String name) {
    return images
        .find(owner + "/" + name)
        .filter(image -> caller.isAdmin() || image.isVisibleTo(caller.id()))
        .orElseThrow(() -> notFound(owner + "/" + name));
  }

  /** Of the catalogue alone, also where a slash is written as {@code %2F}. */
  private CatalogImage find(String name) {
    return images
        .find(name)
        .filter(image -> image.owner().isEmpty())
        .orElseThrow(() -> notFound(name));
  }

  private static ProblemException notFound(String name) {
    return new ProblemException(
        ProblemType.NOT_FOUND, "the catalogue has no " + Violations.quote(name));
  }
}
