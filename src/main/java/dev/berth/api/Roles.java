package dev.berth.api;

/** Names of roles for {@code @RolesAllowed}. Admins have both. */
final class Roles {

  static final String USER = "user";
  static final String ADMIN = "admin";

  private Roles() {}
}
