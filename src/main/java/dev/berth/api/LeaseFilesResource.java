package dev.berth.api;

import dev.berth.access.Files;
import dev.berth.access.InsidePath;
import dev.berth.engine.EngineException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Files of a workspace, as tar archives. */
@Path("/api/v1/leases/{lease}/files")
@RunOnVirtualThread
@Tag(name = "inside")
class LeaseFilesResource {

  private static final String TAR = "application/x-tar";
  private static final Set<String> TAKEN =
      Set.of(TAR, "application/tar", "application/octet-stream");

  private final LeaseCalls calls;
  private final Files files;

  LeaseFilesResource(LeaseCalls calls, Files files) {
    this.calls = calls;
    this.files = files;
  }

  @GET
  @Produces(TAR)
  @RolesAllowed(Roles.USER)
  @Operation(
      summary = "A file or a directory with what is below it, as a tar",
      description = "As docker cp has it: the names in it begin with the last part of the path.")
  public StreamingOutput get(
      @RestPath String lease,
      @Parameter(description = "Absolute", example = "/home/dev/results") @RestQuery
          @Nullable String path,
      @Context RoutingContext connection)
      throws EngineException {
    var found = calls.find(lease);
    String from = path(path, InsidePath::complaintOfTree);
    var archive = AccessProblems.given(files.read(calls.who().who(), found, from));
    // Whoever hangs up before the first byte never has it written.
    connection.addEndHandler(end -> archive.close());
    return out -> {
      try (archive) {
        archive.content().transferTo(out);
      }
    };
  }

  @PUT
  @Consumes(MediaType.WILDCARD)
  @Produces(MediaType.APPLICATION_JSON)
  @RolesAllowed(Roles.USER)
  @Operation(
      summary = "Unpack a tar into a directory",
      description =
          "The body is an uncompressed tar, Content-Type: application/x-tar. Everything in it will"
              + " belong to the lease's user. Where it is refused, entries before the one that was"
              + " wrong may be there.")
  public void put(
      @RestPath String lease,
      @Parameter(description = "A directory that exists, absolute", example = "/home/dev")
          @RestQuery
          @Nullable String path,
      @RestHeader("Content-Type") @Nullable String type,
      @RestHeader("Content-Length") @Nullable String length,
      InputStream body)
      throws EngineException {
    var found = calls.find(lease);
    String to = path(path, InsidePath::complaint);
    if (type == null || !TAKEN.contains(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))) {
      throw new ProblemException(
          ProblemType.UNSUPPORTED_MEDIA_TYPE,
          "send a tar with the header 'Content-Type: " + TAR + "'");
    }
    var announced =
        length != null && length.matches("\\d{1,18}")
            ? OptionalLong.of(Long.parseLong(length))
            : OptionalLong.empty();
    AccessProblems.given(files.write(calls.who().who(), found, to, body, announced));
  }

  private static String path(@Nullable String path, Function<String, Optional<String>> complaint) {
    if (path == null) {
      throw ProblemException.invalid("path", "is needed, like ?path=/home/dev");
    }
    complaint
        .apply(path)
        .ifPresent(
            wrong -> {
              throw ProblemException.invalid("path", wrong + ", not " + Violations.quote(path));
            });
    return path;
  }
}
