package dev.berth.audit;

import java.time.Instant;

/** One line of the audit trail. Ids grow with time. */
public record AuditEntry(
    long id, Instant at, String actor, String action, String subject, String detail) {

  /** Longest detail that is kept, in characters. */
  public static final int MAX_DETAIL = 500;

  /** A detail as it is kept: one line of bounded length. */
  public static String line(String detail) {
    String line = detail.replaceAll("\\p{Cntrl}", " ");
    return line.length() > MAX_DETAIL ? line.substring(0, MAX_DETAIL) : line;
  }
}
