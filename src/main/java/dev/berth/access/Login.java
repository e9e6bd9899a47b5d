package dev.berth.access;

import dev.berth.lease.model.Lease;

/**
 * Whom a workspace knows.
 *
 * @param user the one login account
 * @param mayBeRoot whether sudo makes her root: then Berth does as well
 */
record Login(String user, boolean mayBeRoot) {

  private static final String ROOT = "root";

  static Login of(Lease lease) {
    // An image that runs as it is has no account of Berth's making.
    return new Login(lease.spec().ssh() ? lease.spec().login().user() : ROOT, true);
  }

  boolean is(String name) {
    return name.equals(user) || (name.equals(ROOT) && mayBeRoot);
  }

  boolean isRoot() {
    return user.equals(ROOT);
  }

  /** Who may be asked for. */
  String names() {
    return mayBeRoot && !isRoot() ? user + " or root" : user;
  }
}
