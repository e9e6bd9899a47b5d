package dev.berth.lease;

import dev.berth.kernel.LeaseId;
import dev.berth.kernel.PortNumber;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.GrantedPort;
import dev.berth.lease.model.Lease;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Ports held and ports blocked, as {@link InMemoryLeaseStore} knows them under its own lock. */
final class InMemoryPorts {

  private final TreeMap<PortNumber, LeaseId> grants = new TreeMap<>();
  private final Map<PortNumber, Instant> blocked = new HashMap<>();
  private @Nullable PortNumber last;

  Map<PortNumber, LeaseId> grants() {
    return Map.copyOf(grants);
  }

  Optional<PortNumber> last() {
    return Optional.ofNullable(last);
  }

  Map<PortNumber, Optional<Admission.Holder>> unavailable(
      Instant now, Function<LeaseId, Admission.Holder> holder) {
    var ports = new HashMap<PortNumber, Optional<Admission.Holder>>();
    blocked.forEach(
        (port, until) -> {
          if (until.isAfter(now)) {
            ports.put(port, Optional.empty());
          }
        });
    grants.forEach((port, id) -> ports.put(port, Optional.of(holder.apply(id))));
    return ports;
  }

  void block(PortNumber port, Instant until) {
    blocked.put(port, until);
  }

  void hold(Lease lease) {
    lease.ports().forEach(port -> hold(port, lease.id()));
  }

  private void hold(GrantedPort port, LeaseId id) {
    if (grants.putIfAbsent(port.host(), id) != null) {
      throw new IllegalStateException("port " + port.host() + " is held");
    }
    if (!port.fixed()) {
      last = port.host();
    }
  }

  void free(LeaseId lease) {
    grants.values().removeIf(lease::equals);
  }

  /** Those that a lease keeps are its own all the time. */
  void exchange(List<GrantedPort> before, Lease lease) {
    var had = before.stream().map(GrantedPort::host).toList();
    var has = lease.ports().stream().map(GrantedPort::host).toList();
    had.stream().filter(port -> !has.contains(port)).forEach(grants::remove);
    lease.ports().stream()
        .filter(port -> !had.contains(port.host()))
        .forEach(port -> hold(port, lease.id()));
  }
}
