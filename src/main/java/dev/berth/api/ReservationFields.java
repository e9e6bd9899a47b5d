package dev.berth.api;

import dev.berth.grant.model.GpuWish;
import dev.berth.kernel.DurationText;
import dev.berth.kernel.UserId;
import dev.berth.lease.Owners;
import dev.berth.lease.Reservations;
import dev.berth.plan.model.Plan;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Reads what is to be booked, and collects all that is wrong with it, under the owner's plan. */
@Singleton
class ReservationFields {

  /** Clocks differ, and a request takes its time. */
  private static final Duration PAST = Duration.ofMinutes(5);

  private static final Duration SHORTEST = Duration.ofMinutes(10);

  private final Reservations reservations;
  private final GpuFields gpus;
  private final Owners owners;

  ReservationFields(Reservations reservations, GpuFields gpus, Owners owners) {
    this.reservations = reservations;
    this.gpus = gpus;
    this.owners = owners;
  }

  /** What is to be booked, all of it right. */
  record Wanted(GpuWish wish, Instant from, Instant until) {}

  Wanted read(UserId owner, boolean admin, ReservationRequest request) {
    var plan = owners.plan(owner);
    if (!admin && !plan.permissions().reservations()) {
      throw new ProblemException(
          ProblemType.FORBIDDEN,
          "your plan '" + plan.name() + "' does not allow it: permissions.reservations");
    }
    var wrong = new Violations();
    if (request.gpus() == null || request.gpus() < 1) {
      wrong.add("gpus", "must be 1 or more");
    }
    var wish = gpus.read(request.gpus(), request.gpu(), null, wrong);
    if (!admin) {
      GpuFields.checkChoice(wish, plan, wrong);
    }
    int most = plan.limits().amounts().maxGpus();
    if (wish.count() > most) {
      wrong.add("gpus", "must be at most " + most + ", the plan's maxGpus, not " + wish.count());
    }
    var now = reservations.now();
    var from = request.from() == null ? now : request.from();
    checkTimes(from, request.until(), plan, now, wrong);
    wrong.throwIfAny();
    return new Wanted(
        wish,
        from.truncatedTo(ChronoUnit.MILLIS),
        (request.until() == null ? from : request.until()).truncatedTo(ChronoUnit.MILLIS));
  }

  private void checkTimes(
      Instant from, @Nullable Instant until, Plan plan, Instant now, Violations wrong) {
    if (from.isBefore(now.minus(PAST))) {
      wrong.add("from", "must not be in the past");
    } else if (from.isAfter(now.plus(reservations.ahead()))) {
      wrong.add("from", "must be at most " + DurationText.format(reservations.ahead()) + " ahead");
    }
    if (until == null) {
      wrong.add("until", "is needed: an instant such as 2026-12-01T20:00:00Z");
      return;
    }
    var longest = plan.limits().maxTerm();
    if (until.isBefore(from.plus(SHORTEST)) || until.isAfter(from.plus(longest))) {
      wrong.add(
          "until",
          "must be "
              + DurationText.format(SHORTEST)
              + " to "
              + DurationText.format(longest)
              + ", the plan's maxTerm, after from");
    }
  }
}
