package dev.berth.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import com.github.f4b6a3.ulid.UlidCreator;
import dev.berth.Shell;
import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.engine.OwnImages;
import dev.berth.engine.SnapshotEngine;
import dev.berth.engine.SnapshotEngineContract;
import dev.berth.engine.model.ExecResult;
import dev.berth.engine.model.OwnImage;
import dev.berth.kernel.ImageRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract on the machine's own Docker Engine, and what only Docker has. */
class DockerSnapshotsIT extends SnapshotEngineContract {

  private static final String INSTALLATION = "test" + UlidCreator.getUlid().toLowerCase();
  private static final ImageRef SOURCE =
      new ImageRef(System.getProperty("berth.test.source-image", "debian:bookworm-slim"));
  private static final Path SCRIPT = Path.of("src/main/resources/engine/berth-snapshot");

  /** Twenty seconds, and what a busy machine adds. */
  private static final Duration HOLD = Duration.ofSeconds(35);

  /** Ends whoever has the directory's lock, which it says itself. */
  private static final String KILL =
      """
      for fd in /proc/[0-9]*/fd/*; do
        case $(readlink "$fd") in
          *berth-snapshot.lock) pid=${fd#/proc/} found=yes; kill -9 "${pid%%/*}" ;;
        esac
      done
      [ "$found" = yes ]
      """;

  private static DockerEngine engine;
  private static DockerOwnImages own;
  private static DockerSnapshots snapshots;
  private static DockerClient docker;

  @BeforeAll
  static void open() {
    DockerConfig config = TestDockerConfig.of(Map.of());
    engine = new DockerEngine(config, INSTALLATION);
    own = new DockerOwnImages(config, INSTALLATION);
    snapshots = new DockerSnapshots(config, INSTALLATION);
    docker = TestDockerConfig.client(config);
  }

  @AfterAll
  static void close() throws IOException {
    Shell.docker("network", "rm", "berth-" + INSTALLATION);
    docker.close();
    snapshots.close();
    own.close();
    engine.close();
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
    docker.pauseContainerCmd(name).exec();
  }

  @Override
  protected List<String> processes(String name) {
    return List.of(
        Shell.docker("top", name, "-o", "pid,args")
            .output()
            .lines()
            .skip(1)
            .toArray(String[]::new));
  }

  @Test
  void whatIsBuiltFromItBelongsToNoLeaseAndNoInstallation() throws EngineException {
    started();
    snapshots.take(spec());
    assertThat(docker.inspectImageCmd(image.value()).exec().getConfig().getLabels())
        .containsEntry(DockerLabels.SNAPSHOT, INSTALLATION)
        .containsEntry(DockerLabels.INSTALLATION, "")
        .containsEntry(DockerLabels.LEASE, "")
        .containsEntry(DockerLabels.GENERATION, "")
        .containsEntry(DockerLabels.GPUS, "")
        .containsEntry(DockerLabels.OWNER, "");
    String stranger = Shell.docker("create", image.value(), "true").output();
    try {
      assertThat(engine.list()).hasSize(1);
    } finally {
      Shell.docker("rm", stranger);
    }
  }

  @Test
  void comesBackByItselfWhereNobodyReleasesIt() throws Exception {
    started();
    String key = stat(KEY);
    assertThat(berth("hold", "one", "dev", KEY, "/etc/berth/lease.conf").exitCode()).isZero();
    assertThat(cat(KEY)).isEmpty();
    assertThat(berth("hold", "two", "dev", KEY))
        .isEqualTo(new ExecResult(1, "berth: an image is being made of it already\n"));
    assertThatThrownBy(() -> snapshots.take(spec())).isInstanceOf(EngineException.Rejected.class);
    assertThat(own.list()).isEmpty();

    await().atMost(HOLD).untilAsserted(() -> assertThat(cat(KEY)).isEqualTo("secret"));
    assertThat(stat(KEY)).isEqualTo(key);
    assertThat(cat("/etc/shadow")).contains("dev:$6$");
    await().untilAsserted(() -> assertThat(leftovers()).isEmpty());
    assertThat(berth("release", "one").exitCode()).isOne();
    snapshots.take(spec());
  }

  @Test
  void theTimeInWhichItIsFrozenDoesNotCount() throws Exception {
    started();
    assertThat(berth("hold", "one", "dev", KEY).exitCode()).isZero();
    freeze(name());
    await().pollDelay(HOLD).atMost(HOLD.multipliedBy(2)).until(() -> true);
    docker.unpauseContainerCmd(name()).exec();
    assertThat(cat(KEY)).isEmpty();
    assertThat(berth("release", "one")).isEqualTo(new ExecResult(0, ""));
    assertThat(cat(KEY)).isEqualTo("secret");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void whatAKilledOneLeftIsPutBackFirst() throws Exception {
    started();
    for (var next : List.of(List.of("release", "one"), List.of("hold", "two", "dev", KEY))) {
      assertThat(berth("hold", "one", "dev", KEY).exitCode()).isZero();
      assertThat(shell(KILL).exitCode()).isZero();
      assertThat(cat(KEY)).isEmpty();
      assertThat(berth(next.toArray(String[]::new)).exitCode()).isZero();
    }
    assertThat(berth("release", "two").exitCode()).isZero();
    assertThat(cat(KEY)).isEqualTo("secret");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void newerKeysAreNotReplacedByOlderOnes() throws Exception {
    started();
    assertThat(berth("hold", "one", "dev", KEY).exitCode()).isZero();
    shell("echo newer > /tmp/new && mv -f /tmp/new " + KEY);
    assertThat(berth("release", "one").exitCode()).isZero();
    assertThat(cat(KEY)).isEqualTo("newer\n");
  }

  @Test
  void secretsThatAreNoFilesAreRefusedAndTheOthersComeBack() throws EngineException {
    started();
    shell("ln -sf /etc/hostname /etc/berth/lease.conf");
    assertThatThrownBy(() -> snapshots.take(spec()))
        .isInstanceOf(EngineException.Rejected.class)
        .hasMessageContaining("lease.conf is not a file");
    assertThat(cat(KEY)).isEqualTo("secret");
    assertThat(leftovers()).isEmpty();
    assertThat(own.list()).isEmpty();
  }

  @Test
  void aCallThatIsGivenUpCostsTheImageAndNoMore() throws Exception {
    started();
    shell("head -c 400000000 /dev/urandom > /opt/large");
    var failure = new AtomicReference<EngineException>();
    var call =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    snapshots.take(spec());
                  } catch (EngineException e) {
                    failure.set(e);
                  }
                });
    await().pollInterval(Duration.ofMillis(20)).until(this::isFrozen);
    call.interrupt();
    call.join();
    assertThat(failure.get()).isInstanceOf(EngineException.Unavailable.class);
    await().atMost(HOLD).until(() -> !isFrozen());
    await().atMost(HOLD).untilAsserted(() -> assertThat(cat(KEY)).isEqualTo("secret"));
    assertThat(own.list()).extracting(OwnImage::image).doesNotContain(image);
  }

  private boolean isFrozen() {
    return Boolean.TRUE.equals(docker.inspectContainerCmd(name()).exec().getState().getPaused());
  }

  private void started() throws EngineException {
    installed(lease);
    engine.start(name());
  }

  private ExecResult berth(String... arguments) throws EngineException, IOException {
    var command =
        new ArrayList<>(List.of("/bin/sh", "-c", Files.readString(SCRIPT), "berth-snapshot"));
    command.addAll(List.of(arguments));
    return engine.exec(name(), command);
  }

  private String cat(String path) throws EngineException {
    return engine.exec(name(), List.of("cat", path)).output();
  }

  private String stat(String path) throws EngineException {
    return engine.exec(name(), List.of("stat", "-c", "%u:%g:%a:%y", path)).output();
  }

  private ExecResult shell(String script) throws EngineException {
    return engine.exec(name(), List.of("sh", "-c", script));
  }

  private String leftovers() throws EngineException {
    return shell("ls -d /dev/.berth-snapshot /etc/.shadow* /etc/berth/.[!.]* 2> /dev/null")
        .output();
  }
}
