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
 * command's: it is its process id, see {@link PidLine}.
 */
final class Capture {

  private final int limit;
  private final PidLine first = new PidLine();
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
      errTruncated |= keep(err, payload);
    } else {
      outTruncated |= keep(out, first.take(payload));
    }
  }

  private boolean keep(ByteArrayOutputStream kept, byte[] piece) {
    int fits = Math.min(piece.length, limit - kept.size());
    kept.write(piece, 0, fits);
    return fits < piece.length;
  }

  /** Nothing more will come. */
  synchronized void end() {
    outTruncated |= keep(out, first.end());
  }

  /** The process id inside of the container; empty where the command was never started. */
  CompletableFuture<OptionalInt> pid() {
    return first.pid();
  }

  synchronized Captured stdout() {
    return new Captured(out.toString(StandardCharsets.UTF_8), outTruncated);
  }

  synchronized Captured stderr() {
    return new Captured(err.toString(StandardCharsets.UTF_8), errTruncated);
  }
}
