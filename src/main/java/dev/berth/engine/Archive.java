package dev.berth.engine;

import java.io.Closeable;
import java.io.InputStream;
import java.util.OptionalLong;

/** A tar that comes out of a container; closing it ends the transfer, however much is left. */
public interface Archive extends Closeable {

  /** Bytes of the file where it is a regular one. */
  OptionalLong fileSize();

  InputStream content();

  /** Without an exception: there is nothing to do about one. */
  @Override
  void close();
}
