package dev.berth.grant.model;

import dev.berth.kernel.PortNumber;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Chooses a host port. */
public final class PortAllocator {

  private PortAllocator() {}

  /**
   * The first free port after {@code last}, round the range. Going on from the last one, rather
   * than from the lowest, keeps a port that was just given back out of use for a while, so that a
   * client with an old known_hosts line meets nobody else's workspace.
   *
   * @param unavailable ports that are held, or blocked because another process listens there
   */
  public static Optional<PortNumber> choose(
      PortRange range, Set<PortNumber> unavailable, Optional<PortNumber> last) {
    int start =
        last.filter(port -> port.compareTo(range.first()) >= 0 && port.compareTo(range.last()) < 0)
            .map(port -> port.value() + 1)
            .orElse(range.first().value());
    return IntStream.range(0, range.size())
        .map(i -> range.first().value() + (start - range.first().value() + i) % range.size())
        .mapToObj(PortNumber::new)
        .filter(port -> !unavailable.contains(port))
        .findFirst();
  }
}
