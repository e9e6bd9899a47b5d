package dev.berth.access;

import dev.berth.engine.model.CommandResult.End;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Locale;

/** What is done inside of workspaces, counted. */
@Singleton
class AccessMetrics {

  private final MeterRegistry registry;

  AccessMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void command(End end) {
    command(end.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  void commandFailed() {
    command("failed");
  }

  private void command(String result) {
    registry.counter("berth.access.commands", "result", result).increment();
  }

  void bytes(String direction, long count) {
    registry
        .counter("berth.access.archive.bytes", "direction", direction)
        .increment((double) count);
  }

  void count(Collection<OpenTerminal> open) {
    registry.gaugeCollectionSize("berth.access.terminals", Tags.empty(), open);
  }

  void terminalEnded(Terminal.End why) {
    terminal(why.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  void terminalLeftBehind() {
    terminal("left-behind");
  }

  private void terminal(String reason) {
    registry.counter("berth.access.terminals.ended", "reason", reason).increment();
  }

  void refused(Answer.Why why) {
    String reason = why.name().toLowerCase(Locale.ROOT).replace('_', '-');
    registry.counter("berth.access.refused", "reason", reason).increment();
  }
}
