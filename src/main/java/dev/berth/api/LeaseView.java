package dev.berth.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.berth.lease.QueuePlace;
import dev.berth.lease.model.Effect;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.workspace.ClientConfig;
import dev.berth.workspace.HostKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A lease as the API shows it. */
@Schema(description = "A lease")
record LeaseView(
    @Schema(examples = "01JD8Q3V6Y5K7M2N4P6R8T0W1X") String id,
    String name,
    String owner,
    @Schema(
            examples = "running",
            enumeration = {
              "queued",
              "offered",
              "starting",
              "running",
              "stopping",
              "stopped",
              "expired",
              "failed",
              "releasing",
              "released"
            })
        String state,
    @Schema(description = "Since when it is in this state") Instant since,
    @Schema(description = "Why it failed, or what the last attempt ran into")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable String reason,
    String image,
    ResourcesView resources,
    Instant createdAt,
    Instant expiresAt,
    @Schema(description = "When the expired workspace is removed, with what is in it but the home")
        Instant removedAt,
    @Schema(examples = "unless-stopped") String restart,
    @Schema(description = "Left out for a lease without SSH")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable SshView ssh,
    List<PortView> ports,
    @Schema(description = "Those it holds now") List<GpuView> gpus,
    @Schema(description = "Only while it runs and does not see its GPUs: what happened, what helps")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable String trouble,
    @Schema(description = "Only while it is offered: start it before then")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Instant claimBefore,
    @Schema(description = "Only while it waits for GPUs") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable QueueView queue,
    @Schema(description = "Left out before it was measured")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable DiskView disk,
    Map<String, String> labels,
    @Schema(description = "Only under an idle rule, or while it is kept awake")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable IdleView idle,
    @Schema(
            description = "Only in the answer to a change: how it reaches the workspace",
            enumeration = {"nothing", "live", "re-creating", "at next start"})
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable String applied) {

  record ResourcesView(
      double cpus,
      String memory,
      String shmSize,
      int pidsLimit,
      @Schema(description = "Left out where it has no limit", examples = "50g")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable String disk) {}

  record SshView(
      String host,
      int port,
      String user,
      @Schema(examples = "ssh -p 22017 dev@gpu1.example.org") String command,
      HostKeyView hostKey,
      @Schema(description = "Opens the workspace in VS Code") String vscode,
      @Schema(description = "Opens it in Cursor") String cursor,
      @Schema(description = "Opens it in JetBrains Gateway") String jetbrains,
      @Schema(description = "In the answer to the request alone, where one was asked for")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable String password) {

    private SshView with(String password) {
      return new SshView(host, port, user, command, hostKey, vscode, cursor, jetbrains, password);
    }
  }

  record HostKeyView(
      String type,
      String fingerprint,
      @Schema(description = "A line for known_hosts") String knownHosts) {}

  record PortView(
      int container,
      int host,
      @Schema(enumeration = {"tcp", "udp"}) String protocol,
      String label) {}

  /** What it takes of the disk. */
  @Schema(name = "LeaseDisk")
  record DiskView(
      @Schema(
              description = "Bytes written in the workspace outside of home, volumes and datasets",
              examples = "1073741824")
          long layer,
      Instant measuredAt) {}

  /** Where it stands in the queue. */
  @Schema(name = "QueuePlace")
  record QueueView(
      @Schema(description = "From 1") int position,
      @Schema(description = "If all others run to their expiry; null if no GPU will do")
          @Nullable Instant earliestStart) {

    static QueueView of(QueuePlace place) {
      return new QueueView(place.position(), place.earliestStart().orElse(null));
    }
  }

  static LeaseView of(
      Lease lease,
      String host,
      @Nullable String trouble,
      @Nullable QueuePlace place,
      @Nullable DiskView disk,
      @Nullable IdleView idle,
      @Nullable Effect applied) {
    var spec = lease.spec();
    var resources = spec.resources();
    return new LeaseView(
        lease.id().value(),
        lease.name(),
        lease.owner().value(),
        lease.state().word(),
        lease.state().since(),
        reason(lease.state()),
        spec.image(),
        new ResourcesView(
            resources.cpus(),
            resources.memory().toString(),
            resources.shmSize().toString(),
            resources.pidsLimit(),
            resources.disk() == null ? null : resources.disk().toString()),
        lease.createdAt(),
        lease.term().expiresAt(),
        lease.term().graceEndsAt(),
        spec.restart().toString(),
        spec.ssh() ? ssh(lease, host) : null,
        lease.ports().stream()
            .map(
                port ->
                    new PortView(
                        port.container().value(),
                        port.host().value(),
                        port.protocol().word(),
                        port.label()))
            .toList(),
        lease.holdsGpus() ? lease.gpus().stream().map(GpuView::of).toList() : List.of(),
        trouble,
        lease.state() instanceof LeaseState.Offered(_, var until) ? until : null,
        place == null ? null : new QueueView(place.position(), place.earliestStart().orElse(null)),
        disk,
        spec.labels(),
        idle,
        applied == null ? null : applied.word());
  }

  private static SshView ssh(Lease lease, String host) {
    return new SshView(
        host,
        lease.sshPort().value(),
        lease.spec().login().user(),
        ClientConfig.sshCommand(lease, host),
        new HostKeyView(
            HostKey.type(),
            HostKey.fingerprint(lease.hostKey()),
            ClientConfig.knownHosts(lease, host)),
        ClientConfig.vscodeLink(lease, host),
        ClientConfig.cursorLink(lease, host),
        ClientConfig.jetbrainsLink(lease, host),
        null);
  }

  /** The same with the password, which no later view has. */
  LeaseView withPassword(String password) {
    return new LeaseView(
        id,
        name,
        owner,
        state,
        since,
        reason,
        image,
        resources,
        createdAt,
        expiresAt,
        removedAt,
        restart,
        ssh == null ? null : ssh.with(password),
        ports,
        gpus,
        trouble,
        claimBefore,
        queue,
        disk,
        labels,
        idle,
        applied);
  }

  private static @Nullable String reason(LeaseState state) {
    return switch (state) {
      case LeaseState.Failed(_, var reason) -> reason;
      case LeaseState.Stopping(_, LeaseState.Failed(_, var reason)) -> reason;
      case LeaseState.Starting(_, _, _, var trouble) -> trouble.isEmpty() ? null : trouble;
      case LeaseState.Queued _,
          LeaseState.Offered _,
          LeaseState.Running _,
          LeaseState.Stopping _,
          LeaseState.Stopped _,
          LeaseState.Expired _,
          LeaseState.Releasing _,
          LeaseState.Released _ ->
          null;
    };
  }
}
