package dev.berth.api;

import dev.berth.workspace.ClientConfig;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** An ssh_config for one lease. */
@Path("/api/v1/leases/{lease}/ssh-config")
@Produces(MediaType.TEXT_PLAIN)
@RunOnVirtualThread
@Tag(name = "ssh")
class LeaseSshConfigResource {

  private final LeaseCalls calls;

  LeaseSshConfigResource(LeaseCalls calls) {
    this.calls = calls;
  }

  @GET
  @RolesAllowed(Roles.USER)
  @Operation(summary = "An ssh_config for one lease")
  public String sshConfig(
      @RestPath String lease,
      @Parameter(
              description = "Where you keep Berth's known_hosts",
              example = KnownHostsFile.DEFAULT)
          @RestQuery
          @Nullable String knownHostsFile) {
    return ClientConfig.sshConfig(
        List.of(calls.find(lease)), calls.host(), KnownHostsFile.read(knownHostsFile));
  }
}
