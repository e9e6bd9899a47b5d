package dev.berth.engine.docker;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs what may block for ever on a virtual thread of its own, and gives up on it in time.
 * docker-java has no read timeout on unix sockets, but an interrupt closes the socket and so frees
 * the thread and the connection.
 */
final class Deadline {

  private Deadline() {}

  /**
   * @param discard gets a result that came too late for the caller
   */
  static <T extends @Nullable Object> T await(
      String what, Duration limit, Callable<T> work, Consumer<T> discard)
      throws TimeoutException, ExecutionException, InterruptedException {
    var result = new CompletableFuture<T>();
    Thread worker =
        Thread.ofVirtual().name("docker " + what).start(() -> run(work, result, discard));
    try {
      return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | InterruptedException tooLate) {
      if (result.cancel(false)) {
        worker.interrupt();
      } else {
        var _ = result.thenAccept(discard);
      }
      throw tooLate;
    }
  }

  private static <T extends @Nullable Object> void run(
      Callable<T> work, CompletableFuture<T> result, Consumer<T> discard) {
    try {
      T value = work.call();
      if (!result.complete(value)) {
        discard.accept(value);
      }
    } catch (Throwable e) {
      // An Error too: without it the caller would wait for the whole deadline.
      result.completeExceptionally(e);
    }
  }
}
