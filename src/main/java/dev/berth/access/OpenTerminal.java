package dev.berth.access;

import dev.berth.access.Places.Place;
import dev.berth.engine.EngineException;
import dev.berth.engine.RunningTerminal;
import dev.berth.engine.model.WindowSize;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A terminal that ends for the first reason there is, and then gives everything back. */
final class OpenTerminal implements Terminal {

  private static final Logger LOG = Logger.getLogger(OpenTerminal.class);

  private final Screen screen;
  private final RunningTerminal shell;
  private final Ending ending;
  private final Place place;
  private final AccessMetrics metrics;
  private final CountDownLatch clean = new CountDownLatch(1);

  OpenTerminal(
      Screen screen, RunningTerminal shell, Ending ending, Place place, AccessMetrics metrics) {
    this.screen = screen;
    this.shell = shell;
    this.ending = ending;
    this.place = place;
    this.metrics = metrics;
  }

  /** The first reason to end; there may be one before the terminal is there. */
  static final class Ending {
    private final AtomicReference<@Nullable End> first = new AtomicReference<>();
    private final CountDownLatch over = new CountDownLatch(1);

    void set(End why) {
      first.compareAndSet(null, why);
      over.countDown();
    }

    private boolean await(Duration time) throws InterruptedException {
      return over.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private End why() {
      End why = first.get();
      return why == null ? End.CLOSED : why;
    }
  }

  /** Looks again and again whether it has to end, and cleans up when it does. */
  void watch(Duration every, Supplier<Optional<End>> reason) {
    try {
      while (!ending.await(every)) {
        reason.get().ifPresent(ending::set);
      }
    } catch (InterruptedException e) {
      // The service stops: no shell is to be left behind.
      ending.set(End.CLOSED);
    } finally {
      finish(ending.why());
    }
  }

  private void finish(End why) {
    try (place) {
      shell.close();
      metrics.terminalEnded(why);
    } catch (EngineException e) {
      metrics.terminalLeftBehind();
      LOG.warnf("a shell may run on: %s", e.getMessage());
    } finally {
      clean.countDown();
      if (why != End.CLOSED) {
        screen.ended(why);
      }
    }
  }

  @Override
  public boolean type(byte[] keys) {
    return shell.type(keys);
  }

  @Override
  public void resize(WindowSize size) throws EngineException {
    shell.resize(size);
  }

  @Override
  public void close() {
    ending.set(End.CLOSED);
  }

  /** Closes it and waits for that. */
  void closeWithin(Duration limit) throws InterruptedException {
    close();
    if (!clean.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.warn("a shell may run on: the engine did not end it in time");
    }
  }
}
