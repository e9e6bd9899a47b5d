package dev.berth.watchdog.model;

import dev.berth.engine.model.ObservedContainer;
import dev.berth.kernel.LeaseId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Containers that somebody gave another name: whoever looks for their lease's does not find them,
 * and they run on whatever becomes of it.
 */
public sealed interface Renamed {

  /** It gets its name back; {@code name} is what it has now. */
  record PutBack(String id, String name, LeaseId lease) implements Renamed {}

  /** Its lease has another one by now; this one must not run beside that. */
  record Stop(String name) implements Renamed {}

  /** What to do about those of live leases; the others are orphans. */
  static List<Renamed> among(List<ObservedContainer> containers, Set<LeaseId> live) {
    var names = containers.stream().map(ObservedContainer::name).collect(Collectors.toSet());
    return containers.stream()
        .flatMap(
            container ->
                container.lease().filter(live::contains).stream()
                    .filter(lease -> !lease.containerName().equals(container.name()))
                    .flatMap(lease -> remedy(container, lease, names)))
        .toList();
  }

  private static Stream<Renamed> remedy(
      ObservedContainer container, LeaseId lease, Set<String> names) {
    if (!names.contains(lease.containerName())) {
      return Stream.of(new PutBack(container.id(), container.name(), lease));
    }
    return container.isRunning() ? Stream.of(new Stop(container.name())) : Stream.of();
  }
}
