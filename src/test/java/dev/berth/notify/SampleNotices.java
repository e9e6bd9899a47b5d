package dev.berth.notify;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.id;

import dev.berth.notify.model.Notice;
import java.time.Duration;

/** Notices for tests: of Ada's lease {@code box}, which ends eight hours after noon. */
public final class SampleNotices {

  private SampleNotices() {}

  public static Notice notice(String id) {
    return new Notice(
        id,
        Notice.Kind.EXPIRY,
        ADA,
        new Notice.About(id(1), "box", NOON.plus(Duration.ofHours(8))),
        NOON,
        "Lease box ends in 8h",
        "Lease box ends in 8h <soon> & \"for good\".");
  }
}
