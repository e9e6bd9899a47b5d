package dev.berth.access;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Counts what is read, up to a limit; between two contents only as much as headers need, for those
 * are held in memory.
 */
final class CountedSource extends FilterInputStream {

  private static final long MOST_OF_HEADERS = 1 << 20;

  private final long limit;
  private long count;
  private long headersUntil = Long.MAX_VALUE;
  private boolean failed;

  CountedSource(InputStream in, long limit) {
    super(in);
    this.limit = limit;
  }

  void beforeHeader() {
    headersUntil = count + MOST_OF_HEADERS;
  }

  void beforeContent() {
    headersUntil = Long.MAX_VALUE;
  }

  long count() {
    return count;
  }

  /** Whether the source itself broke off. */
  boolean failed() {
    return failed;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read;
    try {
      read = super.read(target, offset, length);
    } catch (IOException e) {
      failed = true;
      throw e;
    }
    count += Math.max(0, read);
    if (count > limit) {
      throw new CheckedTar.RefusedArchive(
          Answer.Why.TOO_LARGE, "an archive may have " + limit + " bytes");
    }
    if (count > headersUntil) {
      throw new CheckedTar.RefusedArchive(
          Answer.Why.BAD_ARCHIVE, "the header of an entry is too long");
    }
    return read;
  }

  @Override
  public long skip(long length) throws IOException {
    // By reading, so that it is counted.
    byte[] piece = new byte[Math.clamp(length, 0, 8192)];
    long skipped = 0;
    while (skipped < length) {
      int read = read(piece, 0, (int) Math.min(piece.length, length - skipped));
      if (read < 0) {
        break;
      }
      skipped += read;
    }
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
