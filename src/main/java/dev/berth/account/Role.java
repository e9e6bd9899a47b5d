package dev.berth.account;

/** What a user may do. Stored by name: rename only with a migration. */
public enum Role {
  USER,
  ADMIN
}
