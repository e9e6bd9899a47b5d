package dev.berth.watchdog;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Background work that waits until a test lets it run, on the test's own thread. What a running
 * task hands over runs at once, for it may wait for it.
 */
final class QueuedTasks extends AbstractExecutorService {

  private final Queue<Runnable> queue = new ArrayDeque<>();
  private boolean running;

  @Override
  public void execute(Runnable task) {
    if (running) {
      task.run();
    } else {
      queue.add(task);
    }
  }

  /** Runs what waits, and what comes by it. */
  void runAll() {
    for (var task = queue.poll(); task != null; task = queue.poll()) {
      running = true;
      try {
        task.run();
      } finally {
        running = false;
      }
    }
  }

  int waiting() {
    return queue.size();
  }

  @Override
  public void shutdown() {
    queue.clear();
  }

  @Override
  public List<Runnable> shutdownNow() {
    queue.clear();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }
}
