package dev.berth.engine.docker;

import com.github.dockerjava.api.model.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Collects what a container writes, up to a limit. Bytes, for frames split characters. */
final class Output {

  /** 64 KiB. */
  static final int LIMIT = 64 * 1024;

  private final boolean keepsEnd;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private Output(boolean keepsEnd) {
    this.keepsEnd = keepsEnd;
  }

  static Output beginning() {
    return new Output(false);
  }

  static Output ending() {
    return new Output(true);
  }

  synchronized void add(Frame frame) {
    byte[] payload = frame.getPayload();
    if (!keepsEnd) {
      bytes.write(payload, 0, Math.min(payload.length, LIMIT - bytes.size()));
      return;
    }
    bytes.write(payload, 0, payload.length);
    if (bytes.size() > 2 * LIMIT) {
      byte[] end = end();
      bytes.reset();
      bytes.write(end, 0, end.length);
    }
  }

  synchronized String text() {
    return new String(keepsEnd ? end() : bytes.toByteArray(), StandardCharsets.UTF_8);
  }

  private byte[] end() {
    byte[] all = bytes.toByteArray();
    return Arrays.copyOfRange(all, Math.max(0, all.length - LIMIT), all.length);
  }
}
