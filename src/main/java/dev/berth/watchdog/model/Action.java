package dev.berth.watchdog.model;

import dev.berth.engine.model.LiveLimits;
import dev.berth.lease.model.LeaseState;

/** One step towards where a lease should be. Plain data: what it does is the executor's. */
public sealed interface Action {

  /** Write a new state. */
  record Move(LeaseState to) implements Action {}

  /** See whose turn it is in the queue for GPUs. */
  record Advance() implements Action {}

  /** Make sure the container runs and answers with the lease's host key. */
  record BringUp() implements Action {}

  /** Make sure the container is down, with everything in it kept. */
  record Stop() implements Action {}

  /** Make sure the container is gone. */
  record Remove() implements Action {}

  /** Give the running container other limits. */
  record Adjust(LiveLimits limits) implements Action {}

  /** Give a lease whose container is down a new one, made from a copy of that. */
  record Renew() implements Action {}

  /** Tell why nothing is done yet, and look again soon. */
  record Wait(String why) implements Action {}

  /** Nothing to do before the lease's next check. */
  record Rest() implements Action {}
}
