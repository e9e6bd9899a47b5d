package dev.berth.workspace;

import static dev.berth.lease.model.SampleLeases.HOST_KEY;
import static dev.berth.lease.model.SampleLeases.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.kernel.PortNumber;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.lease.model.SampleLeases;
import java.net.URI;
import java.util.HexFormat;
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
  void opensTheHomeInCursor() {
    assertThat(ClientConfig.cursorLink(LEASE, "Hub.lab"))
        .isEqualTo("cursor://vscode-remote/ssh-remote+dev@hub.lab:22000/home/dev");
  }

  @Test
  void givesEditorsTheHexadecimalFormForAnAddressWithColons() {
    String link = ClientConfig.vscodeLink(LEASE, "2001:db8::1");
    assertThat(link).startsWith("vscode://vscode-remote/ssh-remote+7b22").endsWith("7d/home/dev");
    String hex = link.replaceAll(".*ssh-remote\\+([0-9a-f]+)/.*", "$1");
    assertThat(new String(HexFormat.of().parseHex(hex), UTF_8))
        .isEqualTo("{\"hostName\":\"2001:db8::1\",\"user\":\"dev\",\"port\":22000}");
  }

  @Test
  void fillsInTheConnectionInJetBrainsGateway() {
    assertThat(ClientConfig.jetbrainsLink(LEASE, "hub.lab"))
        .isEqualTo(
            "jetbrains-gateway://connect#type=ssh&deploy=true&host=hub.lab&port=22000&user=dev"
                + "&projectPath=%2Fhome%2Fdev");
    assertThat(ClientConfig.jetbrainsLink(LEASE, "2001:db8::1"))
        .contains("&host=2001%3Adb8%3A%3A1&");
  }

  @Test
  void writesLinksThatAreUris() {
    for (String host : List.of("hub.lab", "2001:db8::1")) {
      assertThat(URI.create(ClientConfig.vscodeLink(LEASE, host))).hasScheme("vscode");
      assertThat(URI.create(ClientConfig.cursorLink(LEASE, host))).hasScheme("cursor");
      assertThat(URI.create(ClientConfig.jetbrainsLink(LEASE, host)))
          .hasScheme("jetbrains-gateway");
    }
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
      # With more than five keys in your agent, name the right one:
      # IdentityFile ~/.ssh/id_ed25519
      # IdentitiesOnly yes
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
