package dev.berth.engine.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What is typed, on its way to a program that may be slow to read. Unlike a pipe of the JDK it does
 * not care which threads are alive, and hands over what there is at once.
 */
final class Keyboard extends InputStream {

  /** Bytes that may wait to be read. */
  static final int MOST_UNREAD = 1 << 20;

  private final Deque<byte[]> unread = new ArrayDeque<>();
  private int count;
  private int position;
  private boolean closed;

  /** False where too much is unread, or nobody reads any more. */
  synchronized boolean type(byte[] keys) {
    if (closed || keys.length > MOST_UNREAD - count) {
      return false;
    }
    if (keys.length > 0) {
      unread.addLast(keys.clone());
      count += keys.length;
      notifyAll();
    }
    return true;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public synchronized int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (unread.isEmpty() && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      }
    }
    if (closed) {
      return -1;
    }
    byte[] piece = unread.getFirst();
    int read = Math.min(length, piece.length - position);
    System.arraycopy(piece, position, target, offset, read);
    position += read;
    count -= read;
    if (position == piece.length) {
      unread.removeFirst();
      position = 0;
    }
    return read;
  }

  /** Ends the stream; what is unread is lost. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
