package dev.berth.node;

/** Where the installation's identity is kept. */
public interface InstallationStore {

  /** The identity; the migrations made it, so it is always there. */
  Installation get();
}
