package dev.berth.kernel;

/** Name of a machine with a container engine. */
public record NodeId(String value) {

  /** The machine a new installation starts with. */
  public static final NodeId LOCAL = new NodeId("local");

  @Override
  public String toString() {
    return value;
  }
}
