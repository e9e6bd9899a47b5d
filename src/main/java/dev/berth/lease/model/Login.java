package dev.berth.lease.model;

/**
 * Who logs in, and how.
 *
 * @param user the one login account
 * @param keys whether the owner's SSH keys open it
 * @param password whether a password does, one of its own that was shown once
 */
public record Login(String user, boolean keys, boolean password) {

  /** Not named like a property, which would be stored. */
  public boolean asRoot() {
    return "root".equals(user);
  }

  /** Where the account lives inside. */
  public String homeDirectory() {
    return asRoot() ? "/root" : "/home/" + user;
  }
}
