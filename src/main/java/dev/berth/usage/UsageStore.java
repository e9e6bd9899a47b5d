package dev.berth.usage;

import dev.berth.kernel.UserId;
import dev.berth.usage.model.Idle;
import dev.berth.usage.model.LeaseUse;
import dev.berth.usage.model.Span;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where use is read from. When leases are up is written by leases alone. */
public interface UsageStore {

  /**
   * What is asked for.
   *
   * @param now when the stretches end that go on
   * @param owner whose leases; empty for everybody's
   * @param label whose value is wanted of each lease
   */
  record Query(Span range, Instant now, Optional<UserId> owner, Optional<String> label) {}

  /** Every stretch that has some of its time in the range, oldest first. */
  List<LeaseUse> uses(Query query);

  /**
   * Takes note that GPUs were idle; of those alone that the same lease has held for the whole time
   * and holds still. What is known already is not counted twice.
   */
  void add(List<Idle> idle);
}
