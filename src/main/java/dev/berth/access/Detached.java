package dev.berth.access;

import dev.berth.engine.RunningCommand;
import dev.berth.engine.model.CommandResult;
import dev.berth.kernel.LeaseId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The last detached commands of this process, with what they wrote. */
final class Detached {

  private static final int MOST_KEPT = 200;

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /**
   * One command.
   *
   * @param result null while it runs
   */
  record Entry(LeaseId lease, RunningCommand command, @Nullable CommandResult result) {}

  synchronized void begun(LeaseId lease, RunningCommand command) {
    entries.put(command.id(), new Entry(lease, command, null));
    var oldest = entries.entrySet().iterator();
    while (entries.size() > MOST_KEPT && oldest.hasNext()) {
      // The running ones are limited by their places.
      if (oldest.next().getValue().result() != null) {
        oldest.remove();
      }
    }
  }

  synchronized void ended(String id, CommandResult result) {
    entries.computeIfPresent(id, (any, entry) -> new Entry(entry.lease(), entry.command(), result));
  }

  synchronized void forget(String id) {
    entries.remove(id);
  }

  synchronized Optional<Entry> find(LeaseId lease, String id) {
    return Optional.ofNullable(entries.get(id)).filter(entry -> entry.lease().equals(lease));
  }
}
