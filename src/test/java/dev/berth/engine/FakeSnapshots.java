package dev.berth.engine;

import dev.berth.engine.FakeEngine.Call;
import dev.berth.engine.model.FileEntry;
import dev.berth.engine.model.SnapshotSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Images of the containers of a {@link FakeEngine}. It passes the same contract. */
public final class FakeSnapshots implements SnapshotEngine {

  private final FakeEngine engine;
  private final String installation;
  private Optional<String> refusal = Optional.empty();

  public FakeSnapshots(FakeEngine engine, String installation) {
    this.engine = engine;
    this.installation = installation;
  }

  @Override
  public void take(SnapshotSpec spec) throws EngineException {
    engine.call(
        Call.SNAPSHOT,
        () -> {
          FakeContainer container = engine.require(spec.lease().containerName());
          if (container.isFrozen()) {
            throw new EngineException.Rejected(container.name + " is frozen");
          }
          if (refusal.isPresent()) {
            throw new EngineException.Rejected(refusal.get());
          }
          engine.images.snapshot(spec.image(), installation, without(spec, container.files));
          return true;
        });
  }

  private static Map<String, FileEntry> without(SnapshotSpec spec, Map<String, FileEntry> files) {
    var left = new HashMap<>(files);
    for (String secret : spec.secrets()) {
      left.computeIfPresent(secret, (path, file) -> new FileEntry(path, file.mode(), new byte[0]));
    }
    spec.passwordOf().ifPresent(user -> FakeContainer.lock(left, user));
    return left;
  }

  /** Somebody freezes a container by hand. */
  public void freeze(String name) {
    engine.containers.get(name).freeze(true);
  }

  @Override
  public void resume(String name) throws EngineException {
    engine.call(
        Call.RESUME,
        () -> {
          FakeContainer container = engine.containers.get(name);
          if (container != null && container.isFrozen()) {
            container.freeze(false);
          }
          return true;
        });
  }

  /** Every image is {@code Rejected} with this text; empty ends it. */
  public void refuse(Optional<String> text) {
    refusal = text;
  }
}
