package dev.berth.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.berth.access.Logs;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.LogLine;
import dev.berth.engine.model.LogPage;
import dev.berth.engine.model.LogQuery;
import dev.berth.kernel.DurationText;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What the main process of a workspace writes. */
@Path("/api/v1/leases/{lease}/logs")
@RunOnVirtualThread
@Tag(name = "inside")
class LeaseLogResource {

  private final LeaseCalls calls;
  private final Logs logs;
  private final FeedStream stream;
  private final InstantSource clock;

  LeaseLogResource(LeaseCalls calls, Logs logs, FeedStream stream, InstantSource clock) {
    this.calls = calls;
    this.logs = logs;
    this.stream = stream;
    this.clock = clock;
  }

  /** One line. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record LineView(@Nullable Instant at, String stream, String text) {
    static LineView of(LogLine line, boolean timestamps) {
      return new LineView(timestamps ? line.at() : null, line.stream(), line.text());
    }
  }

  /** Lines, oldest first; truncated where older ones were left out for their size. */
  record LogView(List<LineView> lines, boolean truncated) {
    LogView {
      lines = List.copyOf(lines);
    }

    static LogView of(LogPage page, boolean timestamps) {
      return new LogView(
          page.lines().stream().map(line -> LineView.of(line, timestamps)).toList(),
          page.truncated());
    }
  }

  @GET
  @Produces("application/json;qs=1")
  @RolesAllowed(Roles.USER)
  @Operation(
      summary = "The last lines that the main process wrote, oldest first",
      description =
          "At most 1 MiB of them. With Accept: text/event-stream, live until the lease is over,"
              + " through restarts; tail=0 for what comes from now on, Last-Event-ID continues.")
  public LogView list(
      @RestPath String lease,
      @Parameter(description = "Last lines at most, 0 to 10000; 200 by default") @RestQuery
          @Nullable String tail,
      @Parameter(description = "Only after a time, or within a duration like 10m") @RestQuery
          @Nullable String since,
      @Parameter(description = "false leaves the times out") @RestQuery @Nullable String timestamps)
      throws EngineException {
    var found = calls.find(lease);
    var wrong = new Violations();
    boolean times = timestamps(timestamps, wrong);
    var query = query(tail, since, wrong);
    return LogView.of(logs.page(found, query), times);
  }

  @GET
  @Produces("text/event-stream;qs=0.5")
  @RolesAllowed(Roles.USER)
  @Operation(hidden = true)
  public void follow(
      @RestPath String lease,
      @RestQuery @Nullable String tail,
      @RestQuery @Nullable String since,
      @RestHeader("Last-Event-ID") @Nullable String last,
      @Context Sse sse,
      @Context SseEventSink sink)
      throws EngineException, InterruptedException {
    var found = calls.find(lease);
    var query = query(tail, since, new Violations());
    var seen = last == null ? Optional.<Instant>empty() : instant(last);
    var feed =
        logs.follow(
            calls.who().who(),
            found,
            seen.isPresent() ? new LogQuery(Logs.MOST_LINES, seen) : query);
    stream.run(
        AccessProblems.given(feed), "line", line -> line.at().toString(), LogLine.class, sse, sink);
  }

  private LogQuery query(@Nullable String tail, @Nullable String since, Violations wrong) {
    int lines = Logs.LINES_BY_DEFAULT;
    if (tail != null) {
      lines = tail.matches("\\d{1,5}") ? Integer.parseInt(tail) : -1;
      if (lines < 0 || lines > Logs.MOST_LINES) {
        wrong.add("tail", "must be 0 to " + Logs.MOST_LINES + ", not " + Violations.quote(tail));
      }
    }
    Optional<Instant> after = Optional.empty();
    if (since != null) {
      after = instant(since).or(() -> DurationText.parse(since).flatMap(this::ago));
      if (after.isEmpty()) {
        wrong.add(
            "since",
            "must be a time like 2026-11-24T22:00:00Z or a duration like 10m, not "
                + Violations.quote(since));
      }
    }
    wrong.throwIfAny();
    return new LogQuery(lines, after);
  }

  private Optional<Instant> ago(Duration duration) {
    try {
      return Optional.of(clock.instant().minus(duration));
    } catch (DateTimeException | ArithmeticException beyond) {
      return Optional.of(Instant.EPOCH);
    }
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException notOne) {
      return Optional.empty();
    }
  }

  private static boolean timestamps(@Nullable String text, Violations wrong) {
    if (text != null && !text.equals("true") && !text.equals("false")) {
      wrong.add("timestamps", "must be true or false, not " + Violations.quote(text));
    }
    return !"false".equals(text);
  }
}
