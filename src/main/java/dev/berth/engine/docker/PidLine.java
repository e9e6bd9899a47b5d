package dev.berth.engine.docker;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** The first line of what a command on a {@link Leash} writes: its process id. Not thread-safe. */
final class PidLine {

  private static final byte[] NOTHING = {};
  private static final int LONGEST_PID = 9;

  private final CompletableFuture<OptionalInt> pid = new CompletableFuture<>();
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();

  /** What of a piece is the command's own. */
  byte[] take(byte[] piece) {
    if (pid.isDone()) {
      return piece;
    }
    for (int i = 0; i < piece.length; i++) {
      byte each = piece[i];
      if (each == '\n' && head.size() > 0) {
        pid.complete(OptionalInt.of(Integer.parseInt(head.toString(StandardCharsets.US_ASCII))));
        return Arrays.copyOfRange(piece, i + 1, piece.length);
      }
      if (each >= '0' && each <= '9' && head.size() < LONGEST_PID) {
        head.write(each);
      } else if (each != '\r') {
        head.write(piece, i, piece.length - i);
        return end();
      }
    }
    return NOTHING;
  }

  /** Nothing more will come; gives back what was taken for an id and is none. */
  byte[] end() {
    return pid.complete(OptionalInt.empty()) ? head.toByteArray() : NOTHING;
  }

  /** The process id inside of the container; empty where the command was never started. */
  CompletableFuture<OptionalInt> pid() {
    return pid;
  }
}
