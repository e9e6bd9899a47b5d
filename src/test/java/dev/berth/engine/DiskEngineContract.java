package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.berth.engine.model.ContainerSpec;
import dev.berth.engine.model.DiskReport.VolumeSize;
import dev.berth.engine.model.FileEntry;
import dev.berth.engine.model.KeepSpec;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every engine must say of what things take. One subclass per engine. */
public abstract class DiskEngineContract {

  private static final int MEBIBYTE = 1 << 20;

  private final LeaseId lease = new LeaseId(UlidCreator.getMonotonicUlid().toString());
  private final String volume = "berth-test-" + UlidCreator.getUlid().toLowerCase();

  protected abstract DiskEngine disk();

  protected abstract ContainerEngine engine();

  /** An image that is there. */
  protected abstract ImageRef image();

  @AfterEach
  void removeEverything() throws EngineException {
    engine().remove(lease.containerName());
    for (var kept : engine().kept()) {
      engine().removeKept(kept);
    }
    engine().removeVolume(volume);
  }

  private void write(int mebibytes) throws EngineException {
    byte[] content = new byte[mebibytes * MEBIBYTE];
    new Random(1).nextBytes(content);
    engine().putFiles(lease.containerName(), List.of(new FileEntry("/opt/written", 0644, content)));
  }

  private long layer() throws EngineException {
    return disk().measure().layers().getOrDefault(lease, -1L);
  }

  @Test
  void countsWhatWasWrittenInAContainer() throws EngineException {
    assertThat(layer()).isEqualTo(-1);
    create();
    assertThat(layer()).isBetween(0L, MEBIBYTE - 1L);
    write(3);
    assertThat(layer()).isBetween(3L * MEBIBYTE, 4L * MEBIBYTE);
    engine().remove(lease.containerName());
    assertThat(layer()).isEqualTo(-1);
  }

  @Test
  void countsWhatIsKeptOfAContainer() throws EngineException {
    create();
    write(3);
    engine().keep(new KeepSpec(lease, 1, List.of(), Optional.empty()));
    engine().remove(lease.containerName());
    assertThat(layer()).isBetween(3L * MEBIBYTE, 4L * MEBIBYTE);
  }

  @Test
  void showsVolumesWithTheirOwner() throws EngineException {
    engine().ensureVolume(volume, "ada");
    assertThat(disk().measure().volumes()).containsExactly(new VolumeSize(volume, "ada", 0));
  }

  private void create() throws EngineException {
    engine()
        .create(
            new ContainerSpec(
                lease,
                0,
                image(),
                new ContainerSpec.Command(null, Map.of(), null, List.of("sleep", "infinity")),
                new ContainerSpec.Limits(
                    1,
                    ByteSize.ofMebibytes(64),
                    ByteSize.ofMebibytes(64),
                    64,
                    null,
                    Map.of(),
                    false),
                new ContainerSpec.Network.None(),
                List.of()));
  }
}
