package dev.berth.engine.model;

/** Something of the host at an absolute path inside of a container. */
public sealed interface EngineMount {

  String target();

  boolean readOnly();

  /** A named volume. */
  record Volume(String name, String target, boolean readOnly) implements EngineMount {}

  /** A directory of the host, which must exist. Only ever one that an admin has published. */
  record Directory(String path, String target, boolean readOnly) implements EngineMount {}
}
