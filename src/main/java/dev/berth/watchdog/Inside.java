package dev.berth.watchdog;

import dev.berth.engine.EngineException;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.Sha256;
import dev.berth.lease.InsideStore;
import dev.berth.lease.InsideStore.Part;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Brings into running workspaces what is not inside yet, also where another replica does so at the
 * same time or Berth crashes in between.
 */
@Singleton
class Inside {

  /** A user who changes her keys all the while is looked at again with the next change. */
  private static final int MOST_IN_A_ROW = 5;

  private final InsideStore store;

  Inside(InsideStore store) {
    this.store = store;
  }

  /** How something gets inside; false where the workspace did not take it. */
  interface Way {
    boolean bring(String what) throws EngineException;
  }

  Map<Part, String> known(LeaseId lease) {
    return store.of(lease);
  }

  /**
   * Makes sure that what is wanted is inside. After something was brought in, what is wanted is
   * asked once more: of two replicas that are at it, the last one in sees what is wanted then.
   *
   * @param known what was inside when the look began
   * @return false where the workspace did not take it
   */
  boolean refresh(
      LeaseId lease, Map<Part, String> known, Part part, Supplier<String> wanted, Way way)
      throws EngineException {
    String what = wanted.get();
    if (Sha256.hex(what).equals(known.get(part))) {
      return true;
    }
    for (int i = 0; i < MOST_IN_A_ROW; i++) {
      if (!brought(lease, part, what, way)) {
        return false;
      }
      write(lease, part, what);
      String now = wanted.get();
      if (now.equals(what)) {
        return true;
      }
      what = now;
    }
    return false;
  }

  /**
   * What was broken off may come to its effect after another replica has written what it brought
   * in: then that is not known any more.
   */
  private boolean brought(LeaseId lease, Part part, String what, Way way) throws EngineException {
    boolean isInside = false;
    store.forget(lease, part);
    try {
      isInside = way.bring(what);
      return isInside;
    } finally {
      if (!isInside) {
        store.forget(lease, part);
      }
    }
  }

  /** Before a start, which brings in what {@link #write} tells of then. */
  void forget(LeaseId lease) {
    store.forget(lease);
  }

  void write(LeaseId lease, Part part, String what) {
    store.write(lease, part, Sha256.hex(what));
  }
}
