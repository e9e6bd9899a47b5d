package dev.berth.dataset;

import java.nio.file.Path;

/** What a dataset's name comes to when a workspace is about to start. */
public sealed interface Resolved {

  /** Mount this; for writing only where {@code writable}. */
  record Found(Path path, boolean writable) implements Resolved {}

  /** Nothing is published under the name any more. */
  record Gone() implements Resolved {}

  /** It must not be mounted. The reason is for the lease's owner: it has no path in it. */
  record Unsafe(String reason) implements Resolved {}
}
