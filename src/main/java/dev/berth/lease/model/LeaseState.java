package dev.berth.lease.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where a lease stands. Each record carries only what is true in that state, and only the moves
 * that are legal from it, so that an illegal move does not compile.
 *
 * <p>Intent comes before effect: a row says {@link Starting} before a container exists, {@link
 * Stopping} or {@link Releasing} before it goes.
 */
public sealed interface LeaseState {

  /** When this state was entered. */
  Instant since();

  /** The word for this state in the API and in events. */
  String word();

  /** How many there are of each, by its word. */
  static Map<String, Long> count(Collection<LeaseState> states) {
    return states.stream().collect(Collectors.groupingBy(LeaseState::word, Collectors.counting()));
  }

  /** Admitted, and waits for GPUs; holds none. */
  record Queued(Instant since) implements LeaseState {

    public Starting granted(Instant now) {
      return Starting.first(now);
    }

    /** The GPUs are kept for it till {@code until}, and the workspace is not brought up yet. */
    public Offered offered(Instant now, Instant until) {
      return new Offered(now, until);
    }

    public Stopped stop(Actor by, Instant now) {
      return new Stopped(now, by);
    }

    public Expired expire(Instant now) {
      return new Expired(now);
    }

    @Override
    public String word() {
      return "queued";
    }
  }

  /** Holds its GPUs, and waits for its owner to claim them. */
  record Offered(Instant since, Instant until) implements LeaseState {

    public boolean isOver(Instant now) {
      return !now.isBefore(until);
    }

    public Starting claim(Instant now) {
      return Starting.first(now);
    }

    public Stopped stop(Actor by, Instant now) {
      return new Stopped(now, by);
    }

    @Override
    public String word() {
      return "offered";
    }
  }

  /** A state in which the workspace is up, or should be. */
  sealed interface Active extends LeaseState permits Starting, Running {

    /** Stops the workspace and keeps everything in it. */
    default Stopping stop(Actor by, Instant now) {
      return new Stopping(now, new Stopped(now, by));
    }

    default Stopping restart(Instant now) {
      return new Stopping(now, Starting.first(now));
    }

    default Stopping expire(Instant now) {
      return new Stopping(now, new Expired(now));
    }

    default Stopping fail(String reason, Instant now) {
      return new Stopping(now, new Failed(now, reason));
    }
  }

  /** What may follow once the container is down. */
  sealed interface AfterStop extends LeaseState permits Starting, Resting {}

  /** A state in which the container is down and everything in it is kept. */
  sealed interface Resting extends AfterStop permits Stopped, Expired, Failed {

    /** Brings the workspace up again, from a clean count of attempts. */
    default Starting start(Instant now) {
      return Starting.first(now);
    }

    /** The same by way of the queue for GPUs. */
    default Queued queue(Instant now) {
      return new Queued(now);
    }
  }

  /**
   * The grants are held and the engine is asked for the container. {@code attempt} counts from 1;
   * nothing is tried before {@code notBefore}. {@code trouble} says what went wrong last, empty at
   * first.
   */
  record Starting(Instant since, int attempt, Instant notBefore, String trouble)
      implements Active, AfterStop {

    public static Starting first(Instant now) {
      return new Starting(now, 1, now, "");
    }

    public Running ready(Instant now) {
      return new Running(now, attempt);
    }

    public Starting retry(String why, Instant now, Duration backOff) {
      return new Starting(now, attempt + 1, now.plus(backOff), why);
    }

    /** Another try that does not count, for instance on another port. */
    public Starting again(String why, Instant now) {
      return new Starting(now, attempt, now, why);
    }

    @Override
    public String word() {
      return "starting";
    }
  }

  /** An SSH handshake has shown this lease's own host key. */
  record Running(Instant since, int attempt) implements Active {

    /** The container died: another attempt after a pause, counted on unless it ran stably. */
    public Starting died(String how, Instant now, Duration backOff) {
      return new Starting(now, attempt + 1, now.plus(backOff), how);
    }

    public Starting diedAfterStableRun(String how, Instant now) {
      return new Starting(now, 1, now, how);
    }

    @Override
    public String word() {
      return "running";
    }
  }

  /** The container is being stopped; {@code next} holds as soon as it is down. */
  record Stopping(Instant since, AfterStop next) implements LeaseState {

    public LeaseState down() {
      return next;
    }

    @Override
    public String word() {
      return "stopping";
    }
  }

  /** Stopped on request. Filesystem, home, port and host key stay. */
  record Stopped(Instant since, Actor by) implements Resting {
    @Override
    public String word() {
      return "stopped";
    }
  }

  /** The term is over. Kept as it is until the grace ends. */
  record Expired(Instant since) implements Resting {
    @Override
    public String word() {
      return "expired";
    }
  }

  /** Could not be brought up, or kept dying. {@code reason} is for a person to act on. */
  record Failed(Instant since, String reason) implements Resting {
    @Override
    public String word() {
      return "failed";
    }
  }

  /** The container is being removed; the grants are held until it is gone. */
  record Releasing(Instant since, Actor by) implements LeaseState {

    public Released gone(Instant now) {
      return new Released(now, by);
    }

    @Override
    public String word() {
      return "releasing";
    }
  }

  /** Over. Nothing is held any more; the row stays for history. */
  record Released(Instant since, Actor by) implements LeaseState {
    @Override
    public String word() {
      return "released";
    }
  }
}
