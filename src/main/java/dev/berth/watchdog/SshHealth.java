package dev.berth.watchdog;

import dev.berth.database.DatabaseFailure;
import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.ExecResult;
import dev.berth.engine.model.ObservedContainer.Phase;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.HealthStore;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.watchdog.model.Care;
import dev.berth.workspace.WorkspaceFiles;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Gatherers;

/**
 * Asks running workspaces from time to time whether their SSH server answers still, with their own
 * host key, and starts one that does not anew. What runs in a workspace is worth more than the
 * server: its container is never restarted for it.
 */
@Singleton
class SshHealth {

  /**
   * In one pass, all at once: an answer costs both sides a key exchange, so that beyond sixty
   * workspaces each has its turn more rarely, for a bound on what all of them cost.
   */
  private static final int MOST = 2;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** The entrypoint waits some seconds before it starts one again that had only just begun. */
  private static final Duration UP_AGAIN = Duration.ofSeconds(10);

  private final ContainerEngine engine;
  private final Reachability reachability;
  private final LeaseStore leases;
  private final HealthStore health;
  private final WatchdogMetrics metrics;
  private final WatchdogConfig config;
  private final InstantSource clock;

  SshHealth(
      ContainerEngine engine,
      Reachability reachability,
      LeaseStore leases,
      HealthStore health,
      WatchdogMetrics metrics,
      WatchdogConfig config,
      InstantSource clock) {
    this.engine = engine;
    this.reachability = reachability;
    this.leases = leases;
    this.health = health;
    this.metrics = metrics;
    this.config = config;
    this.clock = clock;
  }

  /** Asks those whose turn it is. Not to be run twice at once. */
  void pass() {
    health.claimDue(clock.instant(), config.healthEvery(), MOST).stream()
        .gather(Gatherers.mapConcurrent(MOST, this::look))
        .forEach(_ -> {});
  }

  private HealthStore.Due look(HealthStore.Due due) {
    try {
      var lease = running(due.lease());
      if (lease.isPresent()) {
        look(lease.get(), due.failures());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // The service stops.
    } catch (EngineException e) {
      Log.debugf("lease %s: nothing is learnt of its SSH server: %s", due.lease(), e.getMessage());
    } catch (RuntimeException e) {
      if (DatabaseFailure.isUnavailable(e)) {
        throw e; // Of no use to go on; whoever runs the pass tells of it once.
      }
      // One bad lease must not stop the others.
      metrics.failed();
      Log.errorf(e, "lease %s could not be asked for its SSH server", due.lease());
    }
    return due;
  }

  private void look(Lease lease, int failures) throws EngineException, InterruptedException {
    var answer = reachability.ask(lease, PATIENCE);
    if (answer != Reachability.Answer.OURS && !isUpStill(lease)) {
      return; // What ends meanwhile is the driver's; what is frozen can't answer.
    }
    metrics.asked(answer);
    var care =
        switch (answer) {
          case OURS -> Care.answered();
          case ANOTHER_KEY -> Care.another(failures);
          case NONE -> Care.silent(failures);
        };
    switch (care) {
      case Care.Fine _ -> {
        if (failures > 0) {
          health.write(lease.id(), 0);
        }
      }
      case Care.Wait(var now) -> health.write(lease.id(), now);
      case Care.TellOfAnother(var now) -> {
        health.write(lease.id(), now);
        tell(
            lease,
            "ssh-unreachable",
            "another SSH server answers on port " + lease.sshPort() + ", with another host key");
      }
      case Care.Restart(var now) -> {
        health.write(lease.id(), now);
        restart(lease, now);
      }
    }
  }

  private void restart(Lease lease, int failures) throws EngineException, InterruptedException {
    String why = "the SSH server did not answer " + failures + " times in a row";
    var refusal = restarted(lease);
    if (refusal.isPresent()) {
      metrics.restartedSshd("refused");
      tell(
          lease,
          "ssh-unreachable",
          why
              + " and can't be started anew by itself: "
              + refusal.get()
              + "; restarting the lease helps, and ends what runs in it");
      return;
    }
    boolean answers = reachability.ask(lease, UP_AGAIN) == Reachability.Answer.OURS;
    metrics.restartedSshd(answers ? "answers" : "silent");
    if (answers) {
      health.write(lease.id(), 0);
    }
    tell(
        lease,
        "sshd-restarted",
        why
            + " and was started anew; what runs in the workspace goes on"
            + (answers ? "" : ". It does not answer still"));
  }

  /** Empty where it was, or else why not: containers of an older Berth do not know how. */
  private Optional<String> restarted(Lease lease) throws EngineException.Unavailable {
    try {
      var result = engine.exec(lease.id().containerName(), WorkspaceFiles.restartSshd());
      return Optional.of(result)
          .filter(it -> it.exitCode() != 0)
          .map(ExecResult::output)
          .map(String::strip);
    } catch (EngineException e) {
      if (e instanceof EngineException.Unavailable unavailable) {
        throw unavailable;
      }
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private void tell(Lease lease, String kind, String message) {
    Log.warnf("lease %s: %s", lease.id(), message);
    leases.addEvent(lease.id(), kind, message, clock.instant());
  }

  private Optional<Lease> running(LeaseId id) {
    return leases
        .find(id)
        .filter(lease -> lease.state() instanceof Running)
        .filter(lease -> lease.spec().ssh());
  }

  private boolean isUpStill(Lease lease) throws EngineException {
    return running(lease.id()).filter(now -> now.version() == lease.version()).isPresent()
        && engine
            .find(lease.id().containerName())
            .filter(container -> container.phase() == Phase.RUNNING)
            .isPresent();
  }
}
