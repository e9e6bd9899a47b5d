package dev.berth.watchdog;

import dev.berth.kernel.ByteSize;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.Protocol;
import dev.berth.lease.model.Amendment;
import dev.berth.lease.model.WantedPort;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What may be changed of a lease, for tests. */
final class Changes {

  private static final Amendment.Limits SAME =
      new Amendment.Limits(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private Changes() {}

  /** Reaches what runs. */
  static Amendment memory(long mebibytes) {
    return new Amendment(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new Amendment.Limits(
            Optional.empty(),
            Optional.of(ByteSize.ofMebibytes(mebibytes)),
            Optional.empty(),
            Optional.empty()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Needs a new container. */
  static Amendment env(Map<String, String> env, int... portsBesideSsh) {
    var ports =
        Arrays.stream(portsBesideSsh)
            .mapToObj(port -> new WantedPort(new PortNumber(port), Protocol.TCP, null, "more"));
    return new Amendment(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        SAME,
        Optional.of(Stream.concat(Stream.of(WantedPort.ssh(null)), ports).toList()),
        Optional.of(env),
        Optional.empty(),
        Optional.empty());
  }

  /** Of the name alone. */
  static Amendment name(String name) {
    return new Amendment(
        Optional.of(name),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        SAME,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
