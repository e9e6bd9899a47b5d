package dev.berth.workspace;

import static dev.berth.lease.model.SampleLeases.HOST_KEY;
import static dev.berth.lease.model.SampleLeases.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.kernel.PortNumber;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.lease.model.SampleLeases;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientConfigTest {

  private static final Lease LEASE = SampleLeases.in(Starting.first(NOON));

  @Test
  void namesUserHostAndPortForSsh() {
    assertThat(ClientConfig.sshCommand(LEASE, "hub.lab")).isEqualTo("ssh -p 22000 dev@hub.lab");
  }

  @Test
  void bracketsTheHostInKnownHostsUnlessThePortIsSshsOwn() {
    assertThat(ClientConfig.knownHosts(LEASE, "hub.lab")).isEqualTo("[hub.lab]:22000 " + HOST_KEY);
    assertThat(ClientConfig.knownHosts(LEASE.moved(LEASE.sshPort(), new PortNumber(22)), "hub.lab"))
        .isEqualTo("hub.lab " + HOST_KEY);
  }

  @Test
  void opensTheHomeInVsCode() {
    assertThat(ClientConfig.vscodeLink(LEASE, "hub.lab"))
        .isEqualTo("vscode://vscode-remote/ssh-remote+dev@hub.lab:22000/home/dev");
  }

  @Test
  void writesAnSshConfig() {
    assertThat(ClientConfig.sshConfig(List.of(LEASE, LEASE), "hub.lab", "~/.ssh/berth"))
        .isEqualTo(block() + "\n" + block());
    assertThat(ClientConfig.sshConfig(List.of(), "hub.lab", "~/.ssh/berth")).isEmpty();
  }

  private static String block() {
    return """
    Host berth-box
      HostName hub.lab
      Port 22000
      User dev
      HostKeyAlias berth-00000000000000000000000001
      UserKnownHostsFile ~/.ssh/berth
      StrictHostKeyChecking yes
      UpdateHostKeys no
      ServerAliveInterval 30
      ServerAliveCountMax 6
    """;
  }

  @Test
  void writesAKnownHostsByAddressAndByAlias() {
    assertThat(ClientConfig.knownHosts(List.of(LEASE), "hub.lab"))
        .isEqualTo(
            "[hub.lab]:22000 "
                + HOST_KEY
                + "\nberth-00000000000000000000000001 "
                + HOST_KEY
                + "\n");
  }
}
