package dev.berth.engine.docker;

import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import dev.berth.engine.model.CommandResult.Captured;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * What a command in a container writes, up to a limit for each output. The first line is not the
 * command's: it is its process id, which {@link Leash} has it say.
 */
final class Capture {

  private static final int LONGEST_PID = 9;

  private final int limit;
  private final CompletableFuture<OptionalInt> pid = new CompletableFuture<>();
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private boolean outTruncated;
  private boolean errTruncated;

  Capture(int limit) {
    this.limit = limit;
  }

  synchronized void add(Frame frame) {
    byte[] payload = frame.getPayload();
    if (frame.getStreamType() == StreamType.STDERR) {
      errTruncated |= keep(err, payload, 0);
    } else {
      outTruncated |= keep(out, payload, pid.isDone() ? 0 : afterHead(payload));
    }
  }

  /** Where the command's own output begins in a piece. */
  private int afterHead(byte[] payload) {
    for (int i = 0; i < payload.length; i++) {
      byte each = payload[i];
      if (each == '\n' && head.size() > 0) {
        pid.complete(OptionalInt.of(Integer.parseInt(head.toString(StandardCharsets.US_ASCII))));
        return i + 1;
      }
      if (each >= '0' && each <= '9' && head.size() < LONGEST_PID) {
        head.write(each);
      } else if (each != '\r') {
        noPid();
        return i;
      }
    }
    return payload.length;
  }

  private void noPid() {
    keep(out, head.toByteArray(), 0);
    pid.complete(OptionalInt.empty());
  }

  private boolean keep(ByteArrayOutputStream kept, byte[] payload, int from) {
    int length = payload.length - from;
    int fits = Math.min(length, limit - kept.size());
    kept.write(payload, from, fits);
    return fits < length;
  }

  /** Nothing more will come. */
  synchronized void end() {
    if (!pid.isDone()) {
      noPid();
    }
  }

  /** The process id inside of the container; empty where the command was never started. */
  CompletableFuture<OptionalInt> pid() {
    return pid;
  }

  synchronized Captured stdout() {
    return new Captured(out.toString(StandardCharsets.UTF_8), outTruncated);
  }

  synchronized Captured stderr() {
    return new Captured(err.toString(StandardCharsets.UTF_8), errTruncated);
  }
}
