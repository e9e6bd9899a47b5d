package dev.berth.engine.docker;

import com.github.dockerjava.api.async.ResultCallback;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One streamed answer. In place of docker-java's own callback, for that one forgets a {@code close}
 * that comes before the start, and waits for ever for the start of a stream that failed before.
 */
final class DockerStream<T> implements ResultCallback<T> {

  private static final Logger LOG = Logger.getLogger(DockerStream.class);

  private final Consumer<T> onItem;
  private final Runnable broken;
  private final CompletableFuture<@Nullable Void> started = new CompletableFuture<>();
  private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
  private @Nullable Closeable source;
  private boolean closed;

  /**
   * @param broken is run once if the stream ends by itself after it started
   */
  DockerStream(Consumer<T> onItem, Runnable broken) {
    this.onItem = onItem;
    this.broken = broken;
  }

  void awaitStarted(Duration limit)
      throws TimeoutException, ExecutionException, InterruptedException {
    started.get(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  void awaitEnd(Duration limit) throws TimeoutException, ExecutionException, InterruptedException {
    ended.get(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void onStart(Closeable stream) {
    synchronized (this) {
      source = stream;
      if (!closed) {
        started.complete(null);
        return;
      }
    }
    closeQuietly(stream);
  }

  @Override
  public void onNext(T item) {
    if (!isClosed()) {
      onItem.accept(item);
    }
  }

  @Override
  public void onError(Throwable error) {
    end(error);
  }

  @Override
  public void onComplete() {
    end(null);
  }

  @Override
  public void close() {
    Closeable stream;
    synchronized (this) {
      if (closed || ended.isDone()) {
        return;
      }
      closed = true;
      stream = source;
    }
    if (stream != null) {
      closeQuietly(stream);
    }
    ended.cancel(false);
  }

  private void end(@Nullable Throwable error) {
    boolean first = error == null ? ended.complete(null) : ended.completeExceptionally(error);
    boolean wasRunning =
        error == null ? !started.complete(null) : !started.completeExceptionally(error);
    if (first && wasRunning && !isClosed()) {
      broken.run();
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private static void closeQuietly(Closeable stream) {
    try {
      stream.close();
    } catch (IOException | RuntimeException e) {
      LOG.debug("closing a stream of the engine", e);
    }
  }
}
