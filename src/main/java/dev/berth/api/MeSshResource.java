package dev.berth.api;

import dev.berth.workspace.ClientConfig;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Files for SSH clients, for all leases of the caller. */
@Path("/api/v1/me")
@Produces(MediaType.TEXT_PLAIN)
@RunOnVirtualThread
@Tag(name = "ssh")
class MeSshResource {

  private final LeaseCalls calls;

  MeSshResource(LeaseCalls calls) {
    this.calls = calls;
  }

  @GET
  @Path("ssh-config")
  @RolesAllowed(Roles.USER)
  @Operation(
      summary = "An ssh_config for all your leases",
      description =
          "Keep it in ~/.ssh/berth/config, with 'Include berth/config' as the first line"
              + " of ~/.ssh/config and /me/known-hosts beside it.")
  public String allSshConfig(
      @Parameter(
              description = "Where you keep Berth's known_hosts",
              example = KnownHostsFile.DEFAULT)
          @RestQuery
          @Nullable String knownHostsFile) {
    return ClientConfig.sshConfig(calls.live(), calls.host(), KnownHostsFile.read(knownHostsFile));
  }

  @GET
  @Path("known-hosts")
  @RolesAllowed(Roles.USER)
  @Operation(summary = "A known_hosts for all your leases")
  public String knownHosts() {
    return ClientConfig.knownHosts(calls.live(), calls.host());
  }
}
