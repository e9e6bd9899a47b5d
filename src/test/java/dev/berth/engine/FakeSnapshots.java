package dev.berth.engine;

import dev.berth.engine.FakeEngine.Call;
import dev.berth.engine.model.FileEntry;
import dev.berth.engine.model.SnapshotSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Images of the containers of a {@link FakeEngine}. It passes the same contract. */
public final class FakeSnapshots implements SnapshotEngine {

  private final FakeEngine engine;
  private final String installation;
  private final Set<String> frozen = new HashSet<>();
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
          if (frozen.contains(container.name)) {
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
    frozen.add(name);
  }

  /** Every image is {@code Rejected} with this text; empty ends it. */
  public void refuse(Optional<String> text) {
    refusal = text;
  }
}
