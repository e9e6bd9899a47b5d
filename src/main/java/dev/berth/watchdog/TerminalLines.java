package dev.berth.watchdog;

import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.lease.model.Lease;
import dev.berth.workspace.TerminalLine;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;

/**
 * Shows a line on the terminals that are open in a workspace. Once and without another try: whoever
 * is not there now finds it in the greeting and in the lease's events.
 */
@Singleton
class TerminalLines {

  private final ContainerEngine engine;

  TerminalLines(ContainerEngine engine) {
    this.engine = engine;
  }

  void show(Lease lease, String text) {
    try {
      var command = TerminalLine.command(lease.spec().login().user(), text);
      var result = engine.exec(lease.id().containerName(), command);
      if (result.exitCode() != 0) {
        Log.warnf("lease %s: its terminals were not told: %s", lease.id(), result.output());
      }
    } catch (EngineException e) {
      Log.debugf("lease %s: its terminals were not told: %s", lease.id(), e.getMessage());
    }
  }
}
