package dev.berth.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.berth.engine.model.ContainerSpec;
import dev.berth.engine.model.FileEntry;
import dev.berth.engine.model.LiveLimits;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.engine.model.ObservedContainer.Phase;
import dev.berth.engine.model.ShadowFile;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A container of {@link FakeEngine}. */
final class FakeContainer {

  private static final int LOG_LINES = 1000;

  final ContainerSpec spec;
  String name;
  final Map<String, FileEntry> files = new TreeMap<>();
  private final Deque<String> log = new ArrayDeque<>();
  private Phase phase = Phase.CREATED;
  private int exitCode;
  private boolean outOfMemory;
  LiveLimits limits;
  final String id;

  /** The container that had the joined name when this one was made. */
  final Optional<String> joins;

  FakeContainer(ContainerSpec spec, String id, Optional<String> joins) {
    this.spec = spec;
    this.name = spec.name();
    this.id = id;
    this.joins = joins;
    this.limits = spec.limits().live();
  }

  /** Takes the hash of a user's password out of files. */
  static void lock(Map<String, FileEntry> files, String user) {
    files.computeIfPresent(
        "/etc/shadow",
        (path, file) ->
            new FileEntry(
                path,
                file.mode(),
                ShadowFile.locked(new String(file.content(), UTF_8), user).getBytes(UTF_8)));
  }

  boolean isRunning() {
    return phase == Phase.RUNNING || phase == Phase.PAUSED;
  }

  boolean isFrozen() {
    return phase == Phase.PAUSED;
  }

  void freeze(boolean frozen) {
    phase = frozen ? Phase.PAUSED : Phase.RUNNING;
  }

  void start() {
    phase = Phase.RUNNING;
    exitCode = 0;
    outOfMemory = false;
  }

  void exit(int code, boolean byMemory) {
    phase = Phase.EXITED;
    exitCode = code;
    outOfMemory = byMemory;
  }

  void write(String line) {
    log.addLast(line);
    if (log.size() > LOG_LINES) {
      log.removeFirst();
    }
  }

  String tail(int lines) {
    return log.stream()
        .skip(Math.max(0, log.size() - lines))
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  /** A list shows less. */
  ObservedContainer listed() {
    return new ObservedContainer(
        name,
        Optional.of(spec.lease()),
        phase,
        0,
        false,
        spec.generation(),
        Optional.empty(),
        id,
        Optional.empty(),
        spec.gpus());
  }

  ObservedContainer observe() {
    return new ObservedContainer(
        name,
        Optional.of(spec.lease()),
        phase,
        exitCode,
        outOfMemory,
        spec.generation(),
        Optional.of(limits),
        id,
        joins,
        spec.gpus());
  }
}
