package dev.berth.lease.model;

import dev.berth.grant.model.PortAllocator;
import dev.berth.grant.model.PortRange;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.Admission.Holder;
import dev.berth.lease.model.Admission.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which ports of the host a lease gets: all that it wants, or none. */
sealed interface PortGrants {

  record Granted(List<GrantedPort> ports) implements PortGrants {}

  record Refused(Reason reason, String detail) implements PortGrants {}

  /**
   * What a lease wants.
   *
   * @param held its present ports; one that is wanted without a number keeps its number
   */
  record Wish(UserId owner, List<WantedPort> wanted, List<GrantedPort> held) {

    private Set<PortNumber> numbers() {
      return held.stream().map(GrantedPort::host).collect(Collectors.toSet());
    }

    private Optional<GrantedPort> held(WantedPort port) {
      return held.stream()
          .filter(
              has -> has.container().equals(port.container()) && has.protocol() == port.protocol())
          .findFirst();
    }
  }

  /**
   * Decides.
   *
   * @param unavailable ports held, each by whom, and ports blocked
   * @param last the port granted last on the node
   */
  static PortGrants decide(
      Wish wish,
      Map<PortNumber, Optional<Holder>> unavailable,
      Optional<PortNumber> last,
      PortRange range) {
    var taken = new HashSet<>(unavailable.keySet());
    taken.removeAll(wish.numbers());
    // Those asked for by number first, so that no choice of ours takes one of them; then those that
    // are there already.
    for (var port : wish.wanted()) {
      if (port.host() != null && !taken.add(port.host())) {
        return new Refused(Reason.PORT_TAKEN, taken(port.host(), wish.owner(), unavailable));
      }
    }
    var kept = new ArrayList<Optional<GrantedPort>>();
    for (var port : wish.wanted()) {
      kept.add(
          port.host() == null
              ? wish.held(port).filter(has -> taken.add(has.host()))
              : Optional.empty());
    }
    var granted = new ArrayList<GrantedPort>();
    for (int i = 0; i < wish.wanted().size(); i++) {
      var port = wish.wanted().get(i);
      if (port.host() != null) {
        granted.add(granted(port, port.host(), true));
      } else if (kept.get(i).isPresent()) {
        granted.add(granted(port, kept.get(i).get().host(), kept.get(i).get().fixed()));
      } else {
        last = PortAllocator.choose(range, taken, last);
        if (last.isEmpty()) {
          return new Refused(Reason.NO_PORT_FREE, "every port of " + range + " is in use");
        }
        taken.add(last.get());
        granted.add(granted(port, last.get(), false));
      }
    }
    return new Granted(granted);
  }

  private static GrantedPort granted(WantedPort wanted, PortNumber host, boolean fixed) {
    return new GrantedPort(wanted.container(), wanted.protocol(), host, wanted.label(), fixed);
  }

  private static String taken(
      PortNumber port, UserId owner, Map<PortNumber, Optional<Holder>> unavailable) {
    return "port "
        + port
        + " of the host is "
        + unavailable
            .getOrDefault(port, Optional.empty())
            .map(
                holder ->
                    holder.owner().equals(owner)
                        ? "held by your lease '" + holder.lease() + "'"
                        : "held by a lease of another user")
            .orElse("in use by a program that is none of Berth's");
  }
}
