package dev.berth.access;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** How many may be at something at the same time, of each user or lease and in all. */
final class Places<K> {

  private final String what;
  private final String whose;
  private final int each;
  private final int all;
  private final Map<K, Integer> taken = new HashMap<>();
  private int total;

  /**
   * @param what in the plural, for messages
   * @param whose for messages as well, as {@code of yours}
   */
  Places(String what, String whose, int each, int all) {
    this.what = what;
    this.whose = whose;
    this.each = each;
    this.all = all;
  }

  /** One place. Giving it back twice does nothing. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  synchronized Optional<Place> take(K key) {
    if (total >= all || taken.getOrDefault(key, 0) >= each) {
      return Optional.empty();
    }
    total++;
    taken.merge(key, 1, Integer::sum);
    var given = new AtomicBoolean();
    return Optional.of(
        () -> {
          if (given.compareAndSet(false, true)) {
            giveBack(key);
          }
        });
  }

  private synchronized void giveBack(K key) {
    total--;
    taken.computeIfPresent(key, (any, count) -> count == 1 ? null : count - 1);
  }

  <T> Answer<T> refusal(K key) {
    boolean full;
    synchronized (this) {
      full = taken.getOrDefault(key, 0) >= each;
    }
    return Answer.refused(
        Answer.Why.TOO_MANY,
        full
            ? each + " " + what + " " + whose + " are under way already; end one first"
            : all + " " + what + " are under way already; try again later");
  }
}
