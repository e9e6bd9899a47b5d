package dev.berth.node;

/**
 * Identity of this Berth, 32 hexadecimal digits, made with its database. Labels on containers and
 * volumes carry it, so that two installations on one engine never touch each other's.
 */
public record Installation(String id) {

  @Override
  public String toString() {
    return id;
  }
}
