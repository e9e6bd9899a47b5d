package dev.berth.lease;

import dev.berth.lease.model.Admission;
import dev.berth.lease.model.Lease;
import java.time.Instant;

/** What became of something asked of an existing lease. */
public sealed interface Change {

  /** It is as asked, or on its way there. */
  record Done(Lease lease) implements Change {}

  /** The caller has no such lease. */
  record NoSuchLease() implements Change {}

  /** Not from the state it is in; {@code why} says what to do instead. */
  record NotNow(String why) implements Change {}

  /** Another lease holds what it needs. */
  record Refused(Admission.Reason reason, String detail) implements Change {}

  /** Beyond the latest expiry this lease may have. */
  record TooLong(Instant limit) implements Change {}

  /** The new expiry has passed already. */
  record InThePast() implements Change {}
}
