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

/** Files for SSH clients. */
@Path("/api/v1")
@Produces(MediaType.TEXT_PLAIN)
@RunOnVirtualThread
@Tag(name = "ssh")
class LeaseClientResource {

  private static final String KNOWN_HOSTS = "~/.ssh/berth/known_hosts";
  // What may stand unquoted in an ssh_config.
  private static final String PLAIN_PATH = "[A-Za-z0-9_./~@%+-]{1,500}";

  private final LeaseCalls calls;

  LeaseClientResource(LeaseCalls calls) {
    this.calls = calls;
  }

  @GET
  @Path("leases/{lease}/ssh-config")
  @RolesAllowed(Roles.USER)
  @Operation(summary = "An ssh_config for one lease")
  public String sshConfig(
      @RestPath String lease,
      @Parameter(description = "Where you keep Berth's known_hosts", example = KNOWN_HOSTS)
          @RestQuery
          @Nullable String knownHostsFile) {
    return ClientConfig.sshConfig(List.of(calls.find(lease)), calls.host(), file(knownHostsFile));
  }

  @GET
  @Path("me/ssh-config")
  @RolesAllowed(Roles.USER)
  @Operation(
      summary = "An ssh_config for all your leases",
      description =
          "Keep it in ~/.ssh/berth/config, with 'Include berth/config' as the first line"
              + " of ~/.ssh/config and /me/known-hosts beside it.")
  public String allSshConfig(
      @Parameter(description = "Where you keep Berth's known_hosts", example = KNOWN_HOSTS)
          @RestQuery
          @Nullable String knownHostsFile) {
    return ClientConfig.sshConfig(calls.live(), calls.host(), file(knownHostsFile));
  }

  @GET
  @Path("me/known-hosts")
  @RolesAllowed(Roles.USER)
  @Operation(summary = "A known_hosts for all your leases")
  public String knownHosts() {
    return ClientConfig.knownHosts(calls.live(), calls.host());
  }

  private static String file(@Nullable String asked) {
    if (asked == null) {
      return KNOWN_HOSTS;
    }
    if (!asked.matches(PLAIN_PATH)) {
      throw ProblemException.invalid(
          "knownHostsFile", "must be a path of letters, digits and _./~@%+-");
    }
    return asked;
  }
}
