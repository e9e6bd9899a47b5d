package dev.berth.watchdog.model;

import dev.berth.kernel.PortNumber;

/** How an attempt to bring a workspace up went. */
public sealed interface Outcome {

  /** It answered with the lease's own host key. */
  record Up() implements Outcome {}

  /** Something else has to come first, and is on its way; the attempt does not count. */
  record Waiting(String forWhat) implements Outcome {}

  /** Somebody wanted something else of the lease in the meantime; the attempt was broken off. */
  record Overtaken() implements Outcome {}

  /** Might work another time. */
  record Trouble(String why) implements Outcome {}

  /** Will not work another time either, before a person has acted. */
  record Hopeless(String why) implements Outcome {}

  /** Another process of the host listens on a port of the lease. {@code known}: to its clients. */
  record PortTaken(PortNumber port, String by, boolean known) implements Outcome {}
}
