package dev.berth.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.f4b6a3.ulid.UlidCreator;
import dev.berth.engine.model.ContainerSpec;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.engine.model.TerminalSpec;
import dev.berth.engine.model.WindowSize;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The part of {@link ContainerAccessContract} that is of terminals, and of what is shown of a
 * container.
 */
abstract class TerminalContract {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final LeaseId lease = new LeaseId(UlidCreator.getMonotonicUlid().toString());
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final CompletableFuture<String> ended = new CompletableFuture<>();

  protected abstract ContainerAccess access();

  protected abstract ContainerEngine engine();

  /** An image with a shell, whose command runs until it is told to end. */
  protected abstract ImageRef image();

  /** The programs that run in a container, with their arguments. */
  protected abstract List<String> processes(String name);

  @BeforeEach
  void startOne() throws EngineException {
    engine()
        .create(
            new ContainerSpec(
                lease,
                0,
                image(),
                new ContainerSpec.Command(null, Map.of(), null, List.of()),
                new ContainerSpec.Limits(
                    1,
                    ByteSize.ofMebibytes(256),
                    ByteSize.ofMebibytes(64),
                    100,
                    null,
                    Map.of(),
                    false),
                new ContainerSpec.Network.Bridge(List.of(), List.of(), List.of()),
                List.of()));
    engine().start(name());
  }

  @AfterEach
  void removeEverything() throws EngineException {
    for (ObservedContainer container : engine().list()) {
      engine().remove(container.name());
    }
  }

  @Test
  void takesWhatIsTypedAndShowsWhatIsWritten() throws EngineException {
    var terminal = open();
    assertThat(type(terminal, "stty size\n")).isTrue();
    awaitShown("24 100");
    terminal.close();
  }

  @Test
  void changesItsSize() throws EngineException {
    var terminal = open();
    terminal.resize(new WindowSize(120, 40));
    type(terminal, "stty size\n");
    awaitShown("40 120");
    terminal.close();
  }

  @Test
  void endsWithItsShell() throws Exception {
    var terminal = open();
    type(terminal, "exit\n");
    assertThat(ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("ended");
    assertThat(type(terminal, "x")).isFalse();
    terminal.close();
  }

  @Test
  void endsWithTheContainer() throws Exception {
    var terminal = open();
    engine().stop(name(), Duration.ofSeconds(1));
    assertThat(ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("ended");
    terminal.close();
  }

  @Test
  void leavesNothingThatItStartedWhenItIsClosed() throws EngineException {
    var terminal = open();
    type(terminal, "sleep 301 &\n");
    type(terminal, "sleep 302\n");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(processes(name())).anyMatch(process -> process.contains("302")));
    assertThat(processes(name())).anyMatch(process -> process.contains("301"));
    terminal.close();
    terminal.close();
    assertThat(processes(name()))
        .noneMatch(process -> process.contains("301") || process.contains("302"))
        .noneMatch(process -> process.contains("/bin/sh -i"));
    assertThat(ended).isNotDone();
    assertThat(type(terminal, "x")).isFalse();
  }

  @Test
  void refusesWhereNothingRuns() throws EngineException {
    engine().stop(name(), Duration.ofSeconds(1));
    assertThatThrownBy(this::open).isInstanceOf(EngineException.Rejected.class);
    engine().remove(name());
    assertThatThrownBy(this::open).isInstanceOf(EngineException.Rejected.class);
  }

  @Test
  void showsAContainerAsTheEngineDoes() throws Exception {
    var running = JSON.readTree(access().inspect(name()).orElseThrow());
    assertThat(running.path("Name").asText()).isEqualTo("/" + name());
    assertThat(running.path("State").path("Running").asBoolean()).isTrue();
    engine().stop(name(), Duration.ofSeconds(1));
    var stopped = JSON.readTree(access().inspect(name()).orElseThrow());
    assertThat(stopped.path("State").path("Running").asBoolean(true)).isFalse();
    assertThat(access().inspect("berth-01jd0000000000000000000000")).isEmpty();
  }

  private RunningTerminal open() throws EngineException {
    return access()
        .terminal(
            name(),
            new TerminalSpec(
                List.of("/bin/sh", "-i"), "root", Map.of("TERM", "xterm"), new WindowSize(100, 24)),
            this::show,
            () -> ended.complete("ended"));
  }

  private synchronized void show(byte[] piece) {
    shown.writeBytes(piece);
  }

  private synchronized String shown() {
    return shown.toString(UTF_8);
  }

  private void awaitShown(String text) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(shown()).contains(text));
  }

  private static boolean type(RunningTerminal terminal, String keys) {
    return terminal.type(keys.getBytes(UTF_8));
  }

  protected final String name() {
    return lease.containerName();
  }
}
