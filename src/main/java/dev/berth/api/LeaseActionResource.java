package dev.berth.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.Change;
import dev.berth.lease.Leases;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** One thing asked of several leases. Beside {@code /leases}, for a lease can have any name. */
@Path("/api/v1/lease-actions")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "leases")
class LeaseActionResource {

  private static final int MOST = 50;
  private static final int ACCEPTED = 202;

  private final LeaseCalls calls;
  private final Leases leases;

  LeaseActionResource(LeaseCalls calls, Leases leases) {
    this.calls = calls;
    this.leases = leases;
  }

  /** What to do with which leases. */
  record ActionRequest(
      @Schema(
              required = true,
              enumeration = {"start", "stop", "restart"})
          @Nullable String action,
      @Schema(required = true, description = "1 to 50 ids or names")
          @Nullable List<@Nullable String> leases) {}

  /** What became of one. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ActionItem(
      String lease,
      @Schema(description = "As the call for this lease alone would have answered") int status,
      @Nullable LeaseView result,
      @Nullable Problem problem) {}

  /** In the order in which they were named. */
  record ActionView(List<ActionItem> items) {
    ActionView {
      items = List.copyOf(items);
    }
  }

  @POST
  @RolesAllowed(Roles.USER)
  @Operation(
      summary = "Start, stop or restart several leases",
      description = "Each by itself: one that is refused does not keep the others from it.")
  public ActionView act(
      @RequestBody(
              content =
                  @Content(
                      examples = @ExampleObject(name = "stop", value = AccessExamples.ACTIONS)))
          ActionRequest request) {
    var wrong = new Violations();
    String action = action(request.action(), wrong);
    var names = names(request.leases(), wrong);
    wrong.throwIfAny();
    return new ActionView(names.stream().map(name -> act(action, name)).toList());
  }

  private ActionItem act(String action, String lease) {
    try {
      var change = change(action, lease);
      return new ActionItem(lease, ACCEPTED, calls.done(change, lease), null);
    } catch (ProblemException e) {
      var problem = Problem.of(e.type, e.detail, "/api/v1/leases/" + lease, e.errors);
      return new ActionItem(lease, e.type.status, null, problem);
    }
  }

  private Change change(String action, String lease) {
    return switch (action) {
      case "start" -> leases.start(calls.who(), lease);
      case "stop" -> leases.stop(calls.who(), lease);
      default -> leases.restart(calls.who(), lease);
    };
  }

  private static String action(@Nullable String action, Violations wrong) {
    if (action == null || !Set.of("start", "stop", "restart").contains(action)) {
      wrong.add(
          "action",
          "must be start, stop or restart"
              + (action == null ? "" : ", not " + Violations.quote(action)));
      return "";
    }
    return action;
  }

  private static List<String> names(@Nullable List<@Nullable String> leases, Violations wrong) {
    if (leases == null || leases.isEmpty() || leases.size() > MOST) {
      wrong.add(
          "leases",
          "must be 1 to "
              + MOST
              + " ids or names"
              + (leases == null ? "" : ", not " + leases.size()));
      return List.of();
    }
    var seen = new HashSet<String>();
    for (int i = 0; i < leases.size(); i++) {
      String name = leases.get(i);
      if (name == null || (!LeaseId.isValid(name) && !name.matches(LeaseFields.NAME))) {
        wrong.add("leases[" + i + "]", "must be the id or the name of a lease");
      } else if (!seen.add(name)) {
        wrong.add("leases[" + i + "]", "must not be named twice");
      }
    }
    return leases.stream().map(String::valueOf).toList();
  }
}
