package dev.berth.api;

import dev.berth.kernel.LeaseId;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.Protocol;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.Networking;
import dev.berth.lease.model.Networking.Mode;
import dev.berth.lease.model.WantedPort;
import dev.berth.plan.model.Plan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads how a workspace is tied to the world: network, ports, links, name servers. */
final class NetworkFields {

  private static final String JOIN = "container:";
  private static final int SSH_PORT = 22;
  private static final int LEAST_FIXED_PORT = 1024;
  private static final int MAX_PORTS = 32;
  private static final int MAX_EXPOSED = 64;
  private static final int MAX_LINKS = 16;
  private static final int MAX_DNS = 6;
  private static final int MAX_PORT_LABEL = 63;
  private static final Pattern ALIAS = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
  // Digits and dots, or what can only be IPv6: a host name would be looked up.
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("(?=.*:.*:)[0-9a-fA-F:]{2,39}");

  private final Plan plan;
  private final boolean ssh;
  private final Function<String, Optional<Lease>> ownLease;
  private final Violations wrong;

  /**
   * @param ownLease finds a live lease of the caller by name
   */
  NetworkFields(
      Plan plan, boolean ssh, Function<String, Optional<Lease>> ownLease, Violations wrong) {
    this.plan = plan;
    this.ssh = ssh;
    this.ownLease = ownLease;
    this.wrong = wrong;
  }

  Networking read(LeaseRequest request) {
    String network = request.network() == null ? "bridge" : request.network();
    var mode = mode(network);
    LeaseId joins = mode == Mode.CONTAINER ? joined(network.substring(JOIN.length())) : null;
    if (mode != Mode.BRIDGE) {
      onlyOnTheBridge(network, request);
    }
    return new Networking(
        mode,
        joins,
        ports(request.ports(), mode),
        expose(request.expose()),
        links(request.links()),
        dns(request.dns()));
  }

  private Mode mode(String network) {
    var allowed = plan.permissions();
    if (network.startsWith(JOIN)) {
      require(allowed.containerNetwork(), "network", "another container's", "containerNetwork");
      if (ssh) {
        wrong.add("network", "must not be another container's unless \"ssh\" is false");
      }
      return Mode.CONTAINER;
    }
    return switch (network) {
      case "bridge" -> Mode.BRIDGE;
      case "host" -> {
        require(allowed.hostNetwork(), "network", "host", "hostNetwork");
        yield Mode.HOST;
      }
      case "none" -> {
        if (ssh) {
          wrong.add("network", "must not be none unless \"ssh\" is false: nobody could log in");
        }
        yield Mode.NONE;
      }
      default -> {
        wrong.add(
            "network",
            "must be bridge, none, host or container:LEASE, not " + Violations.quote(network));
        yield Mode.BRIDGE;
      }
    };
  }

  private @Nullable LeaseId joined(String name) {
    var lease = ownLease.apply(name);
    if (lease.isEmpty()) {
      wrong.add("network", "must name a lease of yours; there is no " + Violations.quote(name));
    }
    return lease.map(Lease::id).orElse(null);
  }

  private void onlyOnTheBridge(String network, LeaseRequest request) {
    String shown = Violations.quote(network);
    var given = new LinkedHashMap<String, @Nullable Object>();
    given.put("expose", request.expose());
    given.put("links", request.links());
    given.put("dns", request.dns());
    given.put("hostname", network.equals("none") ? null : request.hostname());
    given.forEach(
        (field, value) -> {
          if (value != null) {
            wrong.add(field, "must be left out with the network " + shown);
          }
        });
  }

  private void require(boolean allowed, String field, String what, String rule) {
    FieldRules.allowed(allowed, field, what, rule, plan.name(), wrong);
  }

  /** SSH's own port comes first, whether it was named or not. */
  List<WantedPort> ports(@Nullable List<LeaseRequest.PortRequest> ports, Mode mode) {
    var asked = FieldRules.list("ports", ports, MAX_PORTS, wrong);
    var read = new ArrayList<WantedPort>();
    WantedPort sshPort = WantedPort.ssh(null);
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < asked.size(); i++) {
      String field = "ports[" + i + "]";
      var port = port(field, asked.get(i));
      if (port.isEmpty()) {
        continue;
      }
      var wanted = port.get();
      boolean isSsh = ssh && isSsh(wanted);
      if (!seen.add(List.of(wanted.container(), wanted.protocol()))) {
        wrong.add(field + ".container", "must not be published twice: " + wanted.container());
      }
      if (wanted.host() != null && !seen.add(wanted.host())) {
        wrong.add(field + ".host", "must not be asked for twice: " + wanted.host());
      }
      if (mode != Mode.BRIDGE && !(isSsh && mode == Mode.HOST)) {
        wrong.add(field, "must be left out: only a workspace on the bridge publishes ports");
      }
      if (isSsh) {
        sshPort = WantedPort.ssh(wanted.host());
      } else {
        read.add(wanted);
      }
    }
    if (ssh) {
      read.addFirst(sshPort);
    }
    return read;
  }

  private static boolean isSsh(WantedPort port) {
    return port.container().value() == SSH_PORT && port.protocol() == Protocol.TCP;
  }

  private Optional<WantedPort> port(String field, LeaseRequest.PortRequest port) {
    if (port.container() == null) {
      wrong.add(field + ".container", "is needed: the port inside, 1 to 65535");
      return Optional.empty();
    }
    var container = number(field + ".container", port.container(), 1);
    var host = port.host() == null ? Optional.<PortNumber>empty() : fixed(field, port.host());
    String label = port.label() == null ? "" : port.label();
    if (label.length() > MAX_PORT_LABEL || label.chars().anyMatch(Character::isISOControl)) {
      wrong.add(field + ".label", "must be at most " + MAX_PORT_LABEL + " printable characters");
    }
    var protocol =
        switch (port.protocol() == null ? "tcp" : port.protocol()) {
          case "tcp" -> Protocol.TCP;
          case "udp" -> Protocol.UDP;
          default -> {
            wrong.add(
                field + ".protocol",
                "must be tcp or udp, not " + Violations.quote(String.valueOf(port.protocol())));
            yield Protocol.TCP;
          }
        };
    return container.map(inside -> new WantedPort(inside, protocol, host.orElse(null), label));
  }

  private Optional<PortNumber> fixed(String field, int host) {
    require(plan.permissions().fixedPorts(), field + ".host", "of your choice", "fixedPorts");
    return number(field + ".host", host, LEAST_FIXED_PORT);
  }

  private Optional<PortNumber> number(String field, int number, int least) {
    if (number < least || number > 65_535) {
      wrong.add(field, "must be a port, " + least + " to 65535, not " + number);
      return Optional.empty();
    }
    return Optional.of(new PortNumber(number));
  }

  private List<PortNumber> expose(@Nullable List<Integer> ports) {
    var asked = FieldRules.list("expose", ports, MAX_EXPOSED, wrong);
    var read = new ArrayList<PortNumber>();
    for (int i = 0; i < asked.size(); i++) {
      number("expose[" + i + "]", asked.get(i), 1).ifPresent(read::add);
    }
    return read;
  }

  private Map<String, LeaseId> links(@Nullable List<String> links) {
    var asked = FieldRules.list("links", links, MAX_LINKS, wrong);
    var read = new LinkedHashMap<String, LeaseId>();
    for (int i = 0; i < asked.size(); i++) {
      String field = "links[" + i + "]";
      String[] parts = asked.get(i).split(":", 2);
      String alias = parts[parts.length - 1];
      var lease = ownLease.apply(parts[0]);
      if (lease.isEmpty()) {
        wrong.add(
            field,
            "must be LEASE or LEASE:ALIAS of a lease of yours; there is no "
                + Violations.quote(parts[0]));
      } else if (lease.get().spec().network().mode() != Mode.BRIDGE) {
        wrong.add(field, "must name a lease on the bridge, which " + parts[0] + " is not");
      } else if (!ALIAS.matcher(alias).matches()) {
        wrong.add(field, "must have an alias of a-z, 0-9 and -, not " + Violations.quote(alias));
      } else if (read.put(alias, lease.get().id()) != null) {
        wrong.add(field, "must not use an alias twice: " + Violations.quote(alias));
      }
    }
    return read;
  }

  private List<String> dns(@Nullable List<String> servers) {
    var asked = FieldRules.list("dns", servers, MAX_DNS, wrong);
    for (int i = 0; i < asked.size(); i++) {
      String address = asked.get(i);
      if (!IPV4.matcher(address).matches() && !IPV6.matcher(address).matches()) {
        wrong.add("dns[" + i + "]", "must be an IP address, not " + Violations.quote(address));
      }
    }
    return asked;
  }
}
