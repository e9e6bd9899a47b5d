package dev.berth.lease.model;

import dev.berth.kernel.ByteSize;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.Protocol;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What may be changed of a lease, for tests. */
public final class SampleAmendments {

  private static final Amendment.Limits SAME =
      new Amendment.Limits(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private SampleAmendments() {}

  /** Reaches what runs. */
  public static Amendment memory(long mebibytes) {
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
        Optional.empty(),
        Optional.empty());
  }

  /** Needs a new container. */
  public static Amendment env(Map<String, String> env, int... portsBesideSsh) {
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
        Optional.empty(),
        Optional.empty());
  }

  /** Of the idle rule alone. */
  public static Amendment idle(IdleWish idle) {
    return new Amendment(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        SAME,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(idle));
  }

  /** Of the end alone. */
  public static Amendment expiresAt(Instant end) {
    return new Amendment(
        Optional.empty(),
        Optional.of(end),
        Optional.empty(),
        Optional.empty(),
        SAME,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Of the name alone. */
  public static Amendment name(String name) {
    return new Amendment(
        Optional.of(name),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        SAME,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
