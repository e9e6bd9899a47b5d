package dev.berth.api;

import dev.berth.gpu.Gpus;
import dev.berth.gpu.model.KnownGpu;
import dev.berth.kernel.NodeId;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.LeaseState;
import dev.berth.node.KnownNode;
import dev.berth.node.Node;
import dev.berth.node.Nodes;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Machines with an engine, for admins. */
@Path("/api/v1/admin/nodes")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
@Tag(name = "admin")
class AdminNodeResource {

  private final Nodes nodes;
  private final Node node;
  private final Gpus gpus;
  private final LeaseStore leases;
  private final Caller caller;

  AdminNodeResource(Nodes nodes, Node node, Gpus gpus, LeaseStore leases, Caller caller) {
    this.nodes = nodes;
    this.node = node;
    this.gpus = gpus;
    this.leases = leases;
    this.caller = caller;
  }

  /** A machine, and how much is on it. */
  @Schema(name = "Node")
  record NodeView(
      @Schema(examples = "local") String id,
      String address,
      int firstPort,
      int lastPort,
      @Schema(enumeration = {"ready", "draining"}) String state,
      @Schema(description = "How many by state, released ones left out") Map<String, Long> leases,
      @Schema(description = "How many by state") Map<String, Long> gpus) {}

  @GET
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "List machines: whether they are being drained, and what is on them")
  public Page<NodeView> list(
      @RestQuery @Nullable String limit, @RestQuery @Nullable String cursor) {
    return PageRequest.of(limit, cursor)
        .slice(nodes.list(), known -> known.id().value(), this::view);
  }

  @POST
  @Path("{node}/drain")
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Let a machine run empty",
      description =
          "No lease starts there any more, the queue stands still, and no term is extended. Leases"
              + " that are up stay so to the end of their terms.")
  public NodeView drain(@RestPath("node") String id) {
    return after(id, nodes.drain(caller.id().value(), new NodeId(id)));
  }

  @POST
  @Path("{node}/restore")
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "Let leases start on a machine again")
  public NodeView restore(@RestPath("node") String id) {
    return after(id, nodes.restore(caller.id().value(), new NodeId(id)));
  }

  private NodeView after(String id, boolean there) {
    if (!there) {
      throw new ProblemException(ProblemType.NOT_FOUND, "there is no node " + Violations.quote(id));
    }
    return nodes.list().stream()
        .filter(known -> known.id().value().equals(id))
        .map(this::view)
        .findFirst()
        .orElseThrow();
  }

  private NodeView view(KnownNode known) {
    var byState =
        gpus.list().stream()
            .map(KnownGpu::state)
            .collect(
                Collectors.groupingBy(
                    state -> state.name().toLowerCase(Locale.ROOT),
                    TreeMap::new,
                    Collectors.counting()));
    return new NodeView(
        known.id().value(),
        node.address(),
        node.ports().first().value(),
        node.ports().last().value(),
        known.draining() ? "draining" : "ready",
        new TreeMap<>(LeaseState.count(leases.liveStates().values())),
        byState);
  }
}
