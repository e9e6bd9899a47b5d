package dev.berth.api;

import dev.berth.dataset.Dataset;
import dev.berth.dataset.DatasetPaths;
import dev.berth.dataset.Datasets;
import dev.berth.dataset.Publication;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
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

/** What is published of the host's files, for admins. */
@Path("/api/v1/admin/datasets")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "admin")
class AdminDatasetResource {

  private static final String NOT_SEEN =
      "the path can't be seen from where Berth runs, so nobody checked that it is a directory"
          + " without symbolic links in its path";

  private final Datasets datasets;
  private final Caller caller;

  AdminDatasetResource(Datasets datasets, Caller caller) {
    this.datasets = datasets;
    this.caller = caller;
  }

  /** A directory to publish. */
  @Schema(name = "DatasetSettings")
  record DatasetRequest(
      @Schema(description = "Where given, the name in the path") @Nullable String name,
      @Schema(
              description = "Absolute, in one of the configured roots, free of symbolic links",
              required = true,
              maxLength = DatasetPaths.MAX_LENGTH)
          @Nullable String path,
      @Schema(maxLength = Dataset.MAX_DESCRIPTION) @Nullable String description,
      @Schema(defaultValue = "false") @Nullable Boolean writable) {}

  /** A published directory; {@code note} says what could not be checked. */
  @Schema(name = "PublishedDataset")
  record DatasetView(
      String name, String path, String description, boolean writable, @Nullable String note) {

    static DatasetView of(Dataset dataset) {
      return new DatasetView(
          dataset.name(),
          dataset.path(),
          dataset.description(),
          dataset.writable(),
          dataset.seen() ? null : NOT_SEEN);
    }
  }

  @GET
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "List datasets by name, with their paths")
  public Page<DatasetView> list(
      @RestQuery @Nullable String limit, @RestQuery @Nullable String cursor) {
    return PageRequest.of(limit, cursor).slice(datasets.list(), Dataset::name, DatasetView::of);
  }

  @GET
  @Path("{name}")
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "One dataset, with its path")
  public DatasetView get(@RestPath String name) {
    return datasets.find(known(name)).map(DatasetView::of).orElseThrow(() -> noDataset(name));
  }

  @PUT
  @Path("{name}")
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Publish a directory of the host, or replace what has the name",
      description = "201 where nothing had the name.")
  @APIResponseSchema(value = DatasetView.class, responseCode = "200")
  public RestResponse<DatasetView> put(
      @RestPath String name,
      @RequestBody(
              content =
                  @Content(examples = @ExampleObject(name = "dataset", value = Examples.DATASET)))
          DatasetRequest request) {
    String path = request.path() == null ? "" : request.path();
    String description = request.description() == null ? "" : request.description();
    var wrong = new Violations();
    checkName(name, request.name(), wrong);
    DatasetPaths.malformed(path).ifPresent(must -> wrong.add("path", must));
    if (description.length() > Dataset.MAX_DESCRIPTION
        || description.chars().anyMatch(Character::isISOControl)) {
      wrong.add(
          "description", "must be one line of at most " + Dataset.MAX_DESCRIPTION + " characters");
    }
    wrong.throwIfAny();
    boolean writable = Boolean.TRUE.equals(request.writable());
    return switch (datasets.publish(caller.id().value(), name, path, description, writable)) {
      case Publication.Published(var dataset, boolean created) ->
          RestResponse.status(
              created ? RestResponse.Status.CREATED : RestResponse.Status.OK,
              DatasetView.of(dataset));
      case Publication.Refused(var must) -> throw ProblemException.invalid("path", must);
      case Publication.Overlaps(var other) ->
          throw ProblemException.invalid(
              "path",
              "must not be, be in or have in it that of '%s' (%s), for one of the two is writable"
                  .formatted(other.name(), other.path()));
    };
  }

  @DELETE
  @Path("{name}")
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Take a dataset back; no file is touched",
      description = "Workspaces that have it mounted keep it until their container is made anew.")
  public void remove(@RestPath String name) {
    if (!datasets.remove(caller.id().value(), known(name))) {
      throw noDataset(name);
    }
  }

  private static void checkName(String name, @Nullable String inBody, Violations wrong) {
    if (!name.matches(Dataset.NAME_PATTERN)) {
      wrong.add(
          "name",
          "must be 1 to 63 of a-z, 0-9 and ._-, first a letter or digit, not "
              + Violations.quote(name));
    } else if (inBody != null && !inBody.equals(name)) {
      wrong.add("name", "must be that in the path, or left out, not " + Violations.quote(inBody));
    }
  }

  /** Not every text can be looked up: PostgreSQL takes no NUL. */
  private static String known(String name) {
    if (!name.matches(Dataset.NAME_PATTERN)) {
      throw noDataset(name);
    }
    return name;
  }

  private static ProblemException noDataset(String name) {
    return new ProblemException(
        ProblemType.NOT_FOUND, "there is no dataset " + Violations.quote(name));
  }
}
