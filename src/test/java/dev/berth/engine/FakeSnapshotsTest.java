package dev.berth.engine;

import dev.berth.kernel.ImageRef;
import java.util.List;

/** The twin keeps the contract. */
class FakeSnapshotsTest extends SnapshotEngineContract {

  private static final ImageRef SOURCE = new ImageRef("debian:bookworm-slim");

  private final FakeEngine engine = new FakeEngine();
  private final FakeSnapshots snapshots = new FakeSnapshots(engine, "mine");
  private final OwnImages own = new FakeOwnImages(engine, "mine");

  FakeSnapshotsTest() {
    engine.addImage(SOURCE);
  }

  @Override
  protected SnapshotEngine snapshots() {
    return snapshots;
  }

  @Override
  protected ContainerEngine engine() {
    return engine;
  }

  @Override
  protected OwnImages own() {
    return own;
  }

  @Override
  protected ImageRef source() {
    return SOURCE;
  }

  @Override
  protected void freeze(String name) {
    snapshots.freeze(name);
  }

  @Override
  protected List<String> processes(String name) {
    return engine.isRunning(name) ? List.of("1") : List.of();
  }
}
