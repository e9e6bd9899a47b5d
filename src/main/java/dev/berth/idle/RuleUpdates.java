package dev.berth.idle;

import dev.berth.idle.IdleStore.Busy;
import dev.berth.plan.LimitsChanged;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** Has workspaces asked again for their idle rule when it may be another one than before. */
@Singleton
public class RuleUpdates {

  /** For those of one user, of which there are few. */
  private static final Duration AT_ONCE = Duration.ZERO;

  private static final Duration ROUND = Duration.ofMinutes(1);

  private final IdleStore idle;
  private final InstantSource clock;
  private final ExecutorService threads;
  private volatile boolean begun;

  public RuleUpdates(
      IdleStore idle, InstantSource clock, @Named("background") ExecutorService threads) {
    this.idle = idle;
    this.clock = clock;
    this.threads = threads;
  }

  /**
   * With a start of Berth the configuration may be another one. To be called often: what fails, for
   * another one has a row for long, is done again.
   */
  public void begin() {
    if (!begun) {
      idle.lookAnew(Optional.empty(), clock.instant(), ROUND, Busy.AWAIT);
      begun = true;
    }
  }

  /** So that they are due, whatever becomes of this Berth. */
  public void changing(@Observes LimitsChanged event) {
    lookAnew(event, Busy.SKIP);
  }

  /** Once more, for those that began to run or were asked before this was to be seen. */
  public void changed(@Observes(during = TransactionPhase.AFTER_SUCCESS) LimitsChanged event) {
    threads.execute(() -> lookAnew(event, Busy.AWAIT));
  }

  private void lookAnew(LimitsChanged event, Busy busy) {
    var within = event.owner().isPresent() ? AT_ONCE : ROUND;
    idle.lookAnew(event.owner(), clock.instant(), within, busy);
  }
}
