package dev.berth.lease.model;

/** How a change to a lease reaches its workspace. */
public enum Effect {
  /** It is as asked already. */
  NOTHING("nothing"),
  /** What runs goes on. */
  LIVE("live"),
  /** The container is made anew from a copy of itself. */
  RE_CREATING("re-creating"),
  /** The workspace is down; it comes up changed. */
  AT_NEXT_START("at next start");

  private final String word;

  Effect(String word) {
    this.word = word;
  }

  /** As the API says it. */
  public String word() {
    return word;
  }

  /** Of a change that is decided on. */
  static Effect of(Lease before, Lease after) {
    boolean isDown =
        switch (after.state()) {
          case LeaseState.Active _, LeaseState.Stopping(_, LeaseState.Starting _) -> false;
          case LeaseState.Queued _,
              LeaseState.Offered _,
              LeaseState.Stopping _,
              LeaseState.Resting _,
              LeaseState.Releasing _,
              LeaseState.Released _ ->
              true;
        };
    if (after.generation() != before.generation()) {
      return isDown ? AT_NEXT_START : RE_CREATING;
    }
    if (after.equals(before)) {
      return NOTHING;
    }
    return isDown && !after.spec().resources().equals(before.spec().resources())
        ? AT_NEXT_START
        : LIVE;
  }
}
