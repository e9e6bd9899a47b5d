package dev.berth.access;

import dev.berth.access.OpenTerminal.Ending;
import dev.berth.access.Places.Place;
import dev.berth.access.Terminal.End;
import dev.berth.access.Terminal.Screen;
import dev.berth.audit.Audit;
import dev.berth.engine.ContainerAccess;
import dev.berth.engine.EngineException;
import dev.berth.engine.RunningTerminal;
import dev.berth.engine.model.WindowSize;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.Lease;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;

/** Shells in workspaces that run, for somebody who sits at a terminal elsewhere. */
@Singleton
public class Terminals {

  /** How long a terminal can outlive its reason to be there. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ContainerAccess access;
  private final Doors doors;
  private final Standing standing;
  private final Audit audit;
  private final AccessMetrics metrics;
  private final ExecutorService background;
  private final Places<LeaseId> places;
  private final Set<OpenTerminal> open = ConcurrentHashMap.newKeySet();

  Terminals(
      ContainerAccess access,
      Doors doors,
      Standing standing,
      Audit audit,
      AccessMetrics metrics,
      AccessConfig config,
      @Named("background") ExecutorService background) {
    this.access = access;
    this.doors = doors;
    this.standing = standing;
    this.audit = audit;
    this.metrics = metrics;
    this.background = background;
    this.places =
        new Places<>(
            "terminals", "of this lease", config.maxTerminalsPerLease(), config.maxTerminals());
    metrics.count(open);
  }

  /** Whether one could be opened now. */
  public Answer<LeaseId> look(Lease lease) throws EngineException {
    return doors.whileRunning(
        lease,
        () -> {
          try (Place place = places.take(lease.id()).orElse(null)) {
            return place == null ? places.refusal(lease.id()) : Answer.given(lease.id());
          }
        });
  }

  /** Opens one; it ends with the workspace, and when she or the owner is locked out. */
  public Answer<Terminal> open(UserId who, Lease lease, WindowSize size, Screen screen)
      throws EngineException {
    return doors.whileRunning(
        lease,
        () -> {
          Place place = places.take(lease.id()).orElse(null);
          if (place == null) {
            return places.refusal(lease.id());
          }
          boolean begun = false;
          try {
            var terminal = begin(who, lease, size, screen, place);
            begun = true;
            return Answer.given(terminal);
          } finally {
            if (!begun) {
              place.close();
            }
          }
        });
  }

  private Terminal begin(UserId who, Lease lease, WindowSize size, Screen screen, Place place)
      throws EngineException {
    var spec = LoginShell.of(lease, size);
    audit.record(who.value(), "lease.terminal", lease.id().value(), "as " + spec.user());
    var ending = new Ending();
    RunningTerminal shell =
        access.terminal(
            lease.id().containerName(), spec, screen::show, () -> ending.set(End.EXITED));
    var terminal = new OpenTerminal(screen, shell, ending, place, metrics);
    boolean watched = false;
    open.add(terminal);
    try {
      background.execute(
          () -> {
            try {
              terminal.watch(LOOK, () -> standing.lost(who, lease.id()));
            } finally {
              open.remove(terminal);
            }
          });
      watched = true;
      return terminal;
    } finally {
      if (!watched) {
        open.remove(terminal);
        shell.close();
      }
    }
  }

  /** Nobody sits at them any more when the service is down. */
  void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
    open.forEach(OpenTerminal::close);
    for (var terminal : open) {
      terminal.closeWithin(PATIENCE);
    }
  }
}
