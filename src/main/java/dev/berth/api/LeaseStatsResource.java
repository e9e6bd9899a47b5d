package dev.berth.api;

import dev.berth.access.Logs;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.Usage;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** What a workspace uses. */
@Path("/api/v1/leases/{lease}/stats")
@RunOnVirtualThread
@Tag(name = "inside")
class LeaseStatsResource {

  private final LeaseCalls calls;
  private final Logs logs;
  private final FeedStream stream;

  LeaseStatsResource(LeaseCalls calls, Logs logs, FeedStream stream) {
    this.calls = calls;
    this.logs = logs;
    this.stream = stream;
  }

  @GET
  @Produces("application/json;qs=1")
  @RolesAllowed(Roles.USER)
  @Operation(
      summary = "What a running workspace uses now",
      description =
          "100 percent is one CPU; bytes of network and block devices are counted from the start."
              + " With Accept: text/event-stream, a sample a second until it is down.")
  public Usage get(@RestPath String lease) throws EngineException {
    return AccessProblems.given(logs.usage(calls.find(lease)));
  }

  @GET
  @Produces("text/event-stream;qs=0.5")
  @RolesAllowed(Roles.USER)
  @Operation(hidden = true)
  public void follow(@RestPath String lease, @Context Sse sse, @Context SseEventSink sink)
      throws EngineException, InterruptedException {
    var feed = AccessProblems.given(logs.followUsage(calls.who().who(), calls.find(lease)));
    stream.run(feed, "sample", sample -> sample.at().toString(), Usage.class, sse, sink);
  }
}
