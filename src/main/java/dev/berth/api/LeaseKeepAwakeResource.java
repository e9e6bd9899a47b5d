package dev.berth.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.berth.idle.IdleConfig;
import dev.berth.idle.KeepAwake;
import dev.berth.kernel.DurationText;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Keeps a workspace from being stopped while it does nothing. */
@Path("/api/v1/leases/{lease}/keep-awake")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "leases")
class LeaseKeepAwakeResource {

  private static final Duration LEAST = Duration.ofSeconds(1);

  private final LeaseCalls calls;
  private final KeepAwake awake;
  private final IdleConfig config;

  LeaseKeepAwakeResource(LeaseCalls calls, KeepAwake awake, IdleConfig config) {
    this.calls = calls;
    this.awake = awake;
    this.config = config;
  }

  /** For how long. */
  record KeepAwakeRequest(
      @Schema(required = true, description = "From now: 8h, 2d12h, or ISO-8601", examples = "8h")
          @JsonProperty("for")
          @Nullable String time) {}

  @POST
  @RolesAllowed(Roles.USER)
  @Operation(
      summary = "Keep a workspace awake",
      description =
          "For a time from now, in place of any asked for before, it is not stopped for doing"
              + " nothing; after it, idleness is counted from zero.")
  public LeaseView keep(
      @RestPath String lease,
      @RequestBody(
              content =
                  @Content(
                      examples = @ExampleObject(name = "for", value = LeaseExamples.KEEP_AWAKE)))
          KeepAwakeRequest request) {
    var wrong = new Violations();
    var time = time(request.time(), wrong);
    wrong.throwIfAny();
    return calls.done(awake.keep(calls.who(), lease, time), lease);
  }

  @DELETE
  @Consumes(MediaType.WILDCARD)
  @RolesAllowed(Roles.USER)
  @Operation(summary = "Let a workspace be stopped again when it does nothing")
  public LeaseView end(@RestPath String lease) {
    return calls.done(awake.end(calls.who(), lease), lease);
  }

  private Duration time(@Nullable String text, Violations wrong) {
    var most = config.longestKeepAwake();
    var read = text == null ? Optional.<Duration>empty() : DurationText.parse(text);
    var good = read.filter(it -> it.compareTo(LEAST) >= 0 && it.compareTo(most) <= 0);
    if (good.isEmpty()) {
      wrong.add(
          "for",
          "must be a duration like 8h, 1s to %s%s"
              .formatted(
                  DurationText.format(most),
                  text == null ? "" : ", not " + Violations.quote(text)));
    }
    return good.orElse(LEAST);
  }
}
