package dev.berth.idle;

import dev.berth.idle.model.IdleWindow;
import dev.berth.kernel.ClockSkew;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was seen of running workspaces that may be idle. Each method is one short transaction. */
public interface IdleStore {

  /** The longest that a look may be put off; less than {@link ClockSkew#MOST}. */
  Duration MOST_PAUSE = Duration.ofMinutes(4);

  /** What is known of a workspace. */
  record Known(IdleWindow window, Optional<Instant> awakeUntil) {}

  /**
   * A workspace to be looked at.
   *
   * @param turn fences writers of an older look; never the same twice for a lease
   */
  record Due(LeaseId lease, long turn, Known known) {}

  /**
   * Takes running leases for one look, and leaves them to nobody else for {@code every}. One is due
   * when it begins to run, when what it asks for changes, when the limits of its owner do, and when
   * it was put off until; one that is due far in the future is due too: the clock was set back.
   */
  List<Due> claimDue(Instant now, Duration every, int most);

  /**
   * Keeps what is known after a look.
   *
   * @param next when to look again; empty leaves that as it was claimed
   * @return false where somebody else took it meanwhile: then nothing is written
   */
  boolean write(Due due, IdleWindow window, Optional<Instant> next);

  /**
   * Leaves one alone that is under no rule, until something changes.
   *
   * @return false where somebody else took it meanwhile: then nothing is written
   */
  boolean rest(Due due);

  /**
   * Has every lease looked at again, of one user or of all, for there may be another rule; a look
   * that is under way comes to nothing.
   *
   * @param within spread over so long a time
   */
  void lookAnew(Optional<UserId> of, Instant from, Duration within, Busy busy);

  /** What becomes of those that somebody writes just now. */
  enum Busy {
    /** They are left out, for a transaction that holds others' rows and must not wait. */
    SKIP,
    AWAIT
  }

  /** Of those of these live leases that were ever looked at or kept awake. */
  Map<LeaseId, Known> find(Collection<LeaseId> leases);

  /**
   * Has a lease left alone until then, or looked at as ever; what was counted is forgotten, and a
   * look that is under way comes to nothing.
   */
  void keepAwake(LeaseId lease, Optional<Instant> until, Instant now);
}
