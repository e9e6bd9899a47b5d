package dev.berth.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.LogContainerCmd;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import dev.berth.engine.model.LogLine;
import dev.berth.engine.model.LogQuery;
import java.time.Instant;
import java.util.function.Consumer;

/** Reads both outputs of a log. Called by one thread at a time. */
final class LogReader {

  private final LogLines stdout;
  private final LogLines stderr;

  LogReader(LogQuery query, Consumer<LogLine> onLine) {
    // The engine takes whole seconds.
    Instant after = query.after().orElse(Instant.MIN);
    Consumer<LogLine> younger =
        line -> {
          if (line.at().isAfter(after)) {
            onLine.accept(line);
          }
        };
    this.stdout = new LogLines("stdout", younger);
    this.stderr = new LogLines("stderr", younger);
  }

  static LogContainerCmd command(DockerClient docker, String id, LogQuery query) {
    var command =
        docker
            .logContainerCmd(id)
            .withStdOut(true)
            .withStdErr(true)
            .withTimestamps(true)
            .withTail(query.tail());
    return query.after().isPresent()
        ? command.withSince(Math.clamp(query.after().get().getEpochSecond(), 0, Integer.MAX_VALUE))
        : command;
  }

  void add(Frame frame) {
    (frame.getStreamType() == StreamType.STDERR ? stderr : stdout).add(frame.getPayload());
  }

  void end() {
    stdout.end();
    stderr.end();
  }
}
