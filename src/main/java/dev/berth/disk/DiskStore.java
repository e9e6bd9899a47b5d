package dev.berth.disk;

import dev.berth.disk.model.DiskItem;
import dev.berth.disk.model.DiskUse;
import dev.berth.disk.model.Measuring;
import dev.berth.disk.model.Standing;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import dev.berth.notify.model.Channel;
import dev.berth.notify.model.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where it is kept what things take of the disk. Each method is one short transaction. What is
 * shown is there still: of live leases, of volumes on record.
 */
public interface DiskStore {

  /** What was measured. */
  record Measured(DiskItem.Kind kind, String id, UserId owner, long bytes) {}

  /**
   * Takes the next measuring for one process; false where it is not due, or another has it.
   *
   * @param longest pause between two: what is put off for longer was so before a clock was set
   */
  boolean claim(Instant now, Instant until, Duration longest);

  /**
   * Puts what was measured in place of all that was before. Does nothing where the claim {@code
   * until} ran out and was taken by another.
   */
  void measured(List<Measured> things, Instant until, Instant at, Instant next);

  /** Nothing was learnt, and what is known stays. */
  void failed(String why, Instant until, Instant next);

  Measuring last();

  DiskUse of(UserId owner);

  /** Of all users who have something. */
  Map<UserId, DiskUse> all();

  /** What was written in these workspaces, as far as it is known. */
  Map<LeaseId, Long> layers(List<LeaseId> leases);

  /**
   * Her home is empty again. A measuring that goes on may have seen it before: what it says of the
   * home is not kept.
   */
  void forgetHome(UserId owner);

  /** Of users who do not stand well. */
  Map<UserId, Standing> standings();

  /**
   * Keeps how a user stands, with what she is told of it, all of it or nothing; false where
   * somebody else wrote since {@code before} was read.
   */
  boolean stands(UserId owner, Standing before, Standing now, Optional<Telling> telling);

  /** What a user is told, and by what channels. */
  record Telling(Notice notice, Set<Channel> channels) {}
}
