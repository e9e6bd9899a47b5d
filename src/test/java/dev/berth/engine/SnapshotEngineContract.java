package dev.berth.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.berth.engine.model.ContainerSpec;
import dev.berth.engine.model.FileEntry;
import dev.berth.engine.model.ObservedContainer.Phase;
import dev.berth.engine.model.OwnImage;
import dev.berth.engine.model.SnapshotSpec;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every engine must do for images of workspaces. One subclass per engine. */
public abstract class SnapshotEngineContract {

  protected static final String TOOL = "/usr/local/bin/tool";
  protected static final String KEY = "/etc/berth/key";
  private static final String CONF = "/etc/berth/lease.conf";
  private static final String MISSING = "/etc/berth/missing";
  private static final String SHADOW = "/etc/shadow";
  private static final String HASH = "$6$salt$hash";

  protected final LeaseId lease = new LeaseId(UlidCreator.getMonotonicUlid().toString());
  private final LeaseId other = new LeaseId(UlidCreator.getMonotonicUlid().toString());
  protected final ImageRef image =
      new ImageRef("berth-test/" + UlidCreator.getUlid().toLowerCase() + ":1");

  protected abstract SnapshotEngine snapshots();

  protected abstract ContainerEngine engine();

  protected abstract OwnImages own();

  /** An image that is there, and has a shell. */
  protected abstract ImageRef source();

  /** Somebody freezes a container by hand. */
  protected abstract void freeze(String name);

  /** The numbers of what runs in a container. */
  protected abstract List<String> processes(String name);

  @AfterEach
  void removeEverything() throws EngineException {
    for (var container : engine().list()) {
      engine().remove(container.name());
    }
    for (var mine : own().list()) {
      own().remove(mine.image());
    }
    assertThat(own().list()).isEmpty();
  }

  @Test
  void hasTheFilesOfWhatRunsAndNoSecrets() throws EngineException {
    installed(lease);
    engine().start(name());
    snapshots().take(spec());
    assertNoSecrets();
  }

  @Test
  void hasTheFilesOfWhatIsDownAndNoSecrets() throws EngineException {
    installed(lease);
    snapshots().take(spec());
    assertNoSecrets();
  }

  @Test
  void whatRanAndStoppedIsDownToo() throws EngineException {
    installed(lease);
    engine().start(name());
    engine().stop(name(), Duration.ZERO);
    snapshots().take(spec());
    assertNoSecrets();
  }

  @Test
  void whatRunsGoesOnWithItsSecrets() throws EngineException {
    installed(lease);
    engine().start(name());
    var before = processes(name());
    for (int i = 0; i < 2; i++) {
      snapshots().take(spec());
      assertThat(processes(name())).isEqualTo(before);
      assertThat(cat(lease, KEY)).isEqualTo("secret");
      assertThat(cat(lease, CONF)).isEqualTo("user=dev");
      assertThat(cat(lease, SHADOW)).contains("dev:" + HASH + ":1");
      assertThat(mode(KEY)).isEqualTo("600");
      assertThat(mode(CONF)).isEqualTo("644");
      assertThat(mode(SHADOW)).isEqualTo("640");
    }
    assertThat(engine().exec(name(), List.of("cat", MISSING)).exitCode()).isNotZero();
  }

  @Test
  void withoutSecretsAllIsInIt() throws EngineException {
    installed(lease);
    engine().start(name());
    snapshots().take(new SnapshotSpec(lease, image, List.of(), Optional.empty()));
    createOther();
    assertThat(cat(other, KEY)).isEqualTo("secret");
    assertThat(cat(other, SHADOW)).contains(HASH);
  }

  @Test
  void anotherTakesTheNameOver() throws EngineException {
    installed(lease);
    snapshots().take(spec());
    engine().putFiles(name(), List.of(file(TOOL, 0600, "newer")));
    snapshots().take(spec());
    createOther();
    assertThat(cat(other, TOOL)).isEqualTo("newer");
  }

  @Test
  void isRefusedWhereThereIsNoContainer() throws EngineException {
    assertRefused();
  }

  @Test
  void isRefusedForWhatIsFrozen() throws EngineException {
    installed(lease);
    engine().start(name());
    freeze(name());
    assertRefused();
    assertThat(phase()).isEqualTo(Phase.PAUSED);
    snapshots().resume(name());
    assertThat(phase()).isEqualTo(Phase.RUNNING);
    snapshots().resume(name());
    snapshots().resume("berth-none");
  }

  private Phase phase() throws EngineException {
    return engine().find(name()).orElseThrow().phase();
  }

  @Test
  void twoAtOnceAreBothWholeOrRefused() throws Exception {
    installed(lease);
    engine().start(name());
    var failures = new ConcurrentLinkedQueue<EngineException>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 2; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      snapshots().take(spec());
                    } catch (EngineException e) {
                      failures.add(e);
                    }
                  }));
    }
    for (var thread : threads) {
      thread.join();
    }
    assertThat(failures).hasSizeLessThan(2).hasOnlyElementsOfType(EngineException.Rejected.class);
    assertThat(cat(lease, KEY)).isEqualTo("secret");
    assertNoSecrets();
  }

  @Test
  void isAnImageOfTheInstallationAndOfNoLease() throws EngineException {
    installed(lease);
    snapshots().take(spec());
    assertThat(engine().kept()).isEmpty();
    assertThat(own().list()).extracting(OwnImage::image).containsExactly(image);
    assertThat(own().list()).extracting(OwnImage::lease).containsExactly(Optional.empty());
    engine().remove(name());
    own().remove(image);
    assertThat(own().list()).isEmpty();
  }

  private void assertRefused() throws EngineException {
    assertThatThrownBy(() -> snapshots().take(spec())).isInstanceOf(EngineException.Rejected.class);
    assertThat(own().list()).isEmpty();
  }

  private void assertNoSecrets() throws EngineException {
    createOther();
    assertThat(cat(other, TOOL)).isEqualTo("tool");
    assertThat(cat(other, KEY)).isEmpty();
    assertThat(cat(other, CONF)).isEmpty();
    assertThat(cat(other, SHADOW))
        .contains("root:*:1")
        .contains("dev:*:1")
        .contains("others:" + HASH + ":1")
        .doesNotContain("dev:" + HASH);
  }

  protected final void installed(LeaseId of) throws EngineException {
    create(of, source());
    engine()
        .putFiles(
            of.containerName(),
            List.of(
                file(TOOL, 0755, "tool"),
                file(KEY, 0600, "secret"),
                file(CONF, 0644, "user=dev"),
                file(
                    SHADOW,
                    0640,
                    "root:*:1::::::\ndev:%s:1::::::\nothers:%s:1::::::\n".formatted(HASH, HASH))));
  }

  private void createOther() throws EngineException {
    create(other, image);
    engine().start(other.containerName());
  }

  protected final void create(LeaseId of, ImageRef from) throws EngineException {
    engine()
        .create(
            new ContainerSpec(
                of,
                0,
                from,
                new ContainerSpec.Command(null, Map.of(), null, List.of("sleep", "infinity")),
                new ContainerSpec.Limits(
                    1,
                    ByteSize.ofMebibytes(64),
                    ByteSize.ofMebibytes(16),
                    100,
                    null,
                    Map.of(),
                    false),
                new ContainerSpec.Network.None(),
                List.of()));
  }

  protected final SnapshotSpec spec() {
    return new SnapshotSpec(lease, image, List.of(KEY, CONF, MISSING), Optional.of("dev"));
  }

  protected final String name() {
    return lease.containerName();
  }

  private String cat(LeaseId of, String path) throws EngineException {
    return engine().exec(of.containerName(), List.of("cat", path)).output();
  }

  private String mode(String path) throws EngineException {
    return engine().exec(name(), List.of("stat", "-c", "%a", path)).output().strip();
  }

  private static FileEntry file(String path, int mode, String text) {
    return new FileEntry(path, mode, text.getBytes(UTF_8));
  }
}
