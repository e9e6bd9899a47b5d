package dev.berth.notify.model;

/** What became of one try to tell a notice. */
public sealed interface Sent {

  /** The other side has taken it. */
  record Delivered() implements Sent {}

  /** Perhaps later. {@code why} has no secrets in it. */
  record Failed(String why) implements Sent {}

  /** Another try would end in the same way. */
  record Refused(String why) implements Sent {}
}
