package dev.berth.audit;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Who did what to whom. Lines are added, never changed. */
public interface Audit {

  /**
   * Adds a line, in the caller's transaction where there is one. Never give it a secret.
   *
   * @param actor a user's handle, or {@code berth} for the service itself
   * @param action what was done, for instance {@code user.create}
   * @param subject to what: a handle, a lease id
   * @param detail one line for a person; cut at 500 characters
   */
  void record(String actor, String action, String subject, String detail);

  /**
   * Runs a write together with the line it records: both are kept, or neither. Short, and without a
   * call to anything but stores.
   */
  <T> T together(Supplier<T> act);

  /** Newest first. */
  List<AuditEntry> list(OptionalLong before, int limit);
}
