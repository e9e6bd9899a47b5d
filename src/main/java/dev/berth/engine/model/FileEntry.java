package dev.berth.engine.model;

import java.util.Arrays;

/**
 * A file to put into a container, owned by root.
 *
 * @param path absolute
 * @param mode permission bits, for instance 0600
 */
@SuppressWarnings("ArrayRecordComponent") // Written once by its maker, read once by the engine.
public record FileEntry(String path, int mode, byte[] content) {

  @Override
  public boolean equals(Object other) {
    return other instanceof FileEntry(String p, int m, byte[] c)
        && path.equals(p)
        && mode == m
        && Arrays.equals(content, c);
  }

  @Override
  public int hashCode() {
    return path.hashCode();
  }

  /** Without the content: it may be a private key. */
  @Override
  public String toString() {
    return "FileEntry[" + path + ", " + Integer.toOctalString(mode) + "]";
  }
}
