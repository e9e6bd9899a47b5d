package dev.berth.engine.model;

/** What became of a tar that was to be unpacked. */
public enum Unpacked {
  DONE,
  NO_SUCH_DIRECTORY
}
