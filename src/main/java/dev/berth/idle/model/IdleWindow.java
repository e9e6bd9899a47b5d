package dev.berth.idle.model;

import dev.berth.engine.model.Counters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How long a workspace was seen to do nothing. Only time between looks counts, by the time for
 * which its machine ran: not what passes while nobody looks, and not what a clock jumps over. Kept
 * as JSON in a row: rename a component only with a migration.
 *
 * @param run of the workspace that it is of; null before the first look
 * @param stopAfter that it was reckoned for
 * @param counters of the last look
 * @param inputs of the last look that showed them
 * @param idle since it was used last
 * @param warned whether its owner was told in this time
 * @param most that was seen in this time; null before the second look
 * @param lastUse null where none was seen yet
 * @param unknown signals that the last look could not read
 */
public record IdleWindow(
    @Nullable Instant run,
    @Nullable Duration stopAfter,
    @Nullable Counters counters,
    Map<String, Long> inputs,
    Duration idle,
    boolean warned,
    @Nullable Activity most,
    @Nullable Use lastUse,
    List<String> unknown) {

  public static final IdleWindow NEW =
      new IdleWindow(null, null, null, Map.of(), Duration.ZERO, false, null, null, List.of());

  public IdleWindow {
    inputs = Map.copyOf(inputs);
    unknown = List.copyOf(unknown);
  }

  /**
   * When it was used.
   *
   * @param signals that showed it, for people
   */
  public record Use(Instant at, String signals) {}

  /** What is to be done after a look. */
  public sealed interface Verdict {

    record Nothing() implements Verdict {}

    /** It is in use. {@code news} where its owner was told that it would be stopped. */
    record InUse(Use use, boolean news) implements Verdict {}

    /** Its owner is to be told that it is stopped after {@code left}. */
    record Warn(Duration idle, Duration left, Activity most) implements Verdict {}

    record Stop(Duration idle, Activity most) implements Verdict {}
  }

  /** What is known after a look, and what follows. */
  public record Step(IdleWindow next, Verdict verdict) {}

  /** With no time counted, as after a start. */
  public IdleWindow forgotten() {
    return new IdleWindow(
        null, null, null, Map.of(), Duration.ZERO, false, null, lastUse, List.of());
  }

  /** Takes a look into account. {@code now} is for people only. */
  public Step take(Look look, IdleRule rule, Instant now) {
    var before = counters;
    if (before == null
        || !look.run().equals(run)
        || !rule.stopAfter().equals(stopAfter)
        || !look.counters().follow(before)) {
      return new Step(forgotten().after(look, rule), new Verdict.Nothing());
    }
    var passed = look.counters().hostTime().minus(before.hostTime());
    if (passed.isZero()) {
      return new Step(this, new Verdict.Nothing());
    }
    // What was done while nobody looked is taken as done in this time: rather too much than unseen.
    var time = passed.compareTo(rule.longest()) < 0 ? passed : rule.longest();
    var activity = Activity.between(before, inputs, look, time);
    var uses = activity.uses(rule.thresholds());
    if (!uses.isEmpty()) {
      return inUse(look, rule, new Use(now, String.join(", ", uses)));
    }
    return look.unknown().isEmpty()
        ? idle(look, rule, activity, idle.plus(time))
        : new Step(after(look, rule), new Verdict.Nothing());
  }

  private Step inUse(Look look, IdleRule rule, Use use) {
    var next = forgotten().after(look, rule);
    return new Step(
        new IdleWindow(
            next.run,
            next.stopAfter,
            next.counters,
            next.inputs,
            Duration.ZERO,
            false,
            null,
            use,
            next.unknown),
        new Verdict.InUse(use, warned));
  }

  private Step idle(Look look, IdleRule rule, Activity activity, Duration sum) {
    var highest = most == null ? activity : most.most(activity);
    boolean isTold = warned || sum.compareTo(rule.warnAfter()) >= 0;
    // However late the warning comes, the time after it is whole.
    var counted = isTold && !warned ? rule.warnAfter() : sum;
    var next = after(look, rule).with(counted, isTold, highest);
    if (isTold && !warned) {
      return new Step(next, new Verdict.Warn(counted, rule.warning(), highest));
    }
    return new Step(
        next,
        counted.compareTo(rule.stopAfter()) >= 0
            ? new Verdict.Stop(counted, highest)
            : new Verdict.Nothing());
  }

  private IdleWindow after(Look look, IdleRule rule) {
    return new IdleWindow(
        look.run(),
        rule.stopAfter(),
        look.counters(),
        Objects.requireNonNullElse(look.inputs(), inputs),
        idle,
        warned,
        most,
        lastUse,
        look.unknown());
  }

  private IdleWindow with(Duration counted, boolean told, Activity highest) {
    return new IdleWindow(
        run, stopAfter, counters, inputs, counted, told, highest, lastUse, unknown);
  }
}
