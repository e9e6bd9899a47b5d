package dev.berth.access;

import dev.berth.kernel.UserId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** How many may be at something at the same time, of each user and in all. */
final class Places {

  private final String what;
  private final int perUser;
  private final int all;
  private final Map<UserId, Integer> taken = new HashMap<>();
  private int total;

  /**
   * @param what in the plural, for messages
   */
  Places(String what, int perUser, int all) {
    this.what = what;
    this.perUser = perUser;
    this.all = all;
  }

  /** One place. Giving it back twice does nothing. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  synchronized Optional<Place> take(UserId user) {
    if (total >= all || taken.getOrDefault(user, 0) >= perUser) {
      return Optional.empty();
    }
    total++;
    taken.merge(user, 1, Integer::sum);
    var given = new AtomicBoolean();
    return Optional.of(
        () -> {
          if (given.compareAndSet(false, true)) {
            giveBack(user);
          }
        });
  }

  private synchronized void giveBack(UserId user) {
    total--;
    taken.computeIfPresent(user, (any, count) -> count == 1 ? null : count - 1);
  }

  <T> Answer<T> refusal(UserId user) {
    boolean hers;
    synchronized (this) {
      hers = taken.getOrDefault(user, 0) >= perUser;
    }
    return Answer.refused(
        Answer.Why.TOO_MANY,
        hers
            ? perUser + " " + what + " of yours are under way already; end one first"
            : all + " " + what + " are under way already; try again later");
  }
}
