package dev.berth.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.berth.engine.model.CommandResult;
import dev.berth.engine.model.CommandResult.End;
import dev.berth.engine.model.CommandSpec;
import dev.berth.engine.model.CommandState;
import dev.berth.engine.model.Counters;
import dev.berth.engine.model.LogLine;
import dev.berth.engine.model.LogQuery;
import dev.berth.engine.model.Signal;
import dev.berth.engine.model.Unpacked;
import dev.berth.engine.model.Usage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;

/** What every way into containers must do. One subclass per engine. */
public abstract class ContainerAccessContract extends TerminalContract {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String NO_CONTAINER = "berth-01jd0000000000000000000000";

  /** Has the main process write a line to {@code stdout} or {@code stderr}. */
  protected abstract void say(String name, String stream, String line);

  @Test
  void keepsBothOutputsApartAndTellsTheExitCode() throws EngineException {
    var result = run("sh", "-c", "echo out; echo err >&2; exit 3");
    assertThat(result.end()).isEqualTo(End.EXITED);
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.stdout().text()).isEqualTo("out\n");
    assertThat(result.stderr().text()).isEqualTo("err\n");
    assertThat(result.stdout().truncated()).isFalse();
  }

  @Test
  void tellsWhatTheProcessesHold() throws EngineException {
    assertThat(access().top(name()))
        .isNotEmpty()
        .allSatisfy(process -> assertThat(process.memoryBytes()).isNotNegative())
        .anySatisfy(process -> assertThat(process.memoryBytes()).isPositive())
        .allSatisfy(process -> assertThat(process.program()).isNotBlank());
    assertThatThrownBy(() -> access().top(NO_CONTAINER))
        .isInstanceOf(EngineException.Rejected.class);
  }

  @Test
  void tellsWhatTheProcessesWereCalledWith() throws EngineException {
    assertThat(access().commandLines(name()))
        .isNotEmpty()
        .allSatisfy(it -> assertThat(it).isNotBlank());
    assertThatThrownBy(() -> access().commandLines(NO_CONTAINER))
        .isInstanceOf(EngineException.Rejected.class);
  }

  @Test
  void passesArgumentsOnAsTheyAre() throws EngineException {
    var result = run("printf", "%s|", "a b", "$(id)", "*", "'\"", "", "\u00fc\n");
    assertThat(result.stdout().text()).isEqualTo("a b|$(id)|*|'\"||\u00fc\n|");
  }

  @Test
  void runsAsTheUserInTheDirectoryWithTheVariablesThatAreGiven() throws EngineException {
    var spec =
        new CommandSpec(
            List.of("sh", "-c", "id -un; pwd; echo \"$GREETING\""),
            "daemon",
            "/tmp",
            Map.of("GREETING", "a b $HOME"),
            false,
            1000);
    assertThat(access().run(name(), spec).await(PATIENCE).stdout().text())
        .isEqualTo("daemon\n/tmp\na b $HOME\n");
  }

  @Test
  void aTerminalHasOneOutput() throws EngineException {
    var result =
        access()
            .run(name(), spec(true, 1000, "sh", "-c", "echo out; echo err >&2; exit 3"))
            .await(PATIENCE);
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.stdout().text()).isEqualTo("out\r\nerr\r\n");
    assertThat(result.stderr().text()).isEmpty();
  }

  @Test
  void cutsOutputAtItsLimitAndSaysSo() throws EngineException {
    var result =
        access()
            .run(name(), spec(false, 2, "sh", "-c", "echo out; echo err >&2; exit 3"))
            .await(PATIENCE);
    assertThat(result.stdout()).isEqualTo(new CommandResult.Captured("ou", true));
    assertThat(result.stderr()).isEqualTo(new CommandResult.Captured("er", true));
    assertThat(result.exitCode()).isEqualTo(3);
  }

  @Test
  void aCommandThatOverrunsItsTimeIsKilledWithWhatItStarted() throws EngineException {
    var result = access().run(name(), endless()).await(Duration.ofSeconds(1));
    assertThat(result.end()).isEqualTo(End.TIMED_OUT);
    assertThat(result.stdout().text()).isEqualTo("begun\n");
    assertThat(processes(name())).noneMatch(process -> process.contains("300"));
  }

  @Test
  void aCommandThatNobodyWantsAnyMoreIsKilled() throws EngineException {
    var command = access().run(name(), endless());
    command.abandon();
    assertThat(command.await(PATIENCE).end()).isEqualTo(End.ABANDONED);
    assertThat(processes(name())).noneMatch(process -> process.contains("300"));
  }

  @Test
  void aProgramThatIsNotThereIs127() throws EngineException {
    var result = run("no-such-program");
    assertThat(result.end()).isEqualTo(End.EXITED);
    assertThat(result.exitCode()).isEqualTo(127);
    assertThat(result.stderr().text()).contains("no-such-program");
  }

  @Test
  void aDirectoryThatIsNotThereStartsNothing() throws EngineException {
    var spec = new CommandSpec(List.of("true"), "root", "/no/such", Map.of(), false, 1000);
    var result = access().run(name(), spec).await(PATIENCE);
    assertThat(result.end()).isEqualTo(End.NOT_STARTED);
    assertThat(result.stderr().text()).contains("/no/such");
  }

  @Test
  void remembersWhatBecameOfACommand() throws EngineException {
    var command = access().run(name(), endless());
    assertThat(access().find(name(), command.id())).contains(new CommandState(true, 0));
    command.abandon();
    command.await(PATIENCE);
    assertThat(access().find(name(), command.id()).orElseThrow().running()).isFalse();

    var ended = access().run(name(), spec(false, 1000, "sh", "-c", "exit 4"));
    ended.await(PATIENCE);
    assertThat(access().find(name(), ended.id())).contains(new CommandState(false, 4));
    assertThat(access().find(name(), "0".repeat(64))).isEmpty();
    assertThat(access().find(NO_CONTAINER, ended.id())).isEmpty();
  }

  @Test
  void aSignalReachesTheMainProcess() throws EngineException {
    access().signal(name(), Signal.TERM);
    await().atMost(PATIENCE).until(() -> !engine().find(name()).orElseThrow().isRunning());
    assertThatThrownBy(() -> access().signal(name(), Signal.TERM))
        .isInstanceOf(EngineException.Rejected.class);
  }

  @Test
  void readsTheLastLinesOfBothOutputsWithTheirTimes() throws EngineException {
    say(name(), "stdout", "one");
    say(name(), "stderr", "two");
    say(name(), "stdout", "");
    var page = await().atMost(PATIENCE).until(() -> logs(10, Optional.empty()), p -> p.size() == 3);
    assertThat(page).extracting(LogLine::text).containsExactly("one", "two", "");
    assertThat(page).extracting(LogLine::stream).containsExactly("stdout", "stderr", "stdout");
    assertThat(page.get(0).at()).isBefore(page.get(1).at());

    assertThat(logs(1, Optional.empty())).isEqualTo(page.subList(2, 3));
    assertThat(logs(0, Optional.empty())).isEmpty();
    assertThat(logs(10, Optional.of(page.get(0).at()))).isEqualTo(page.subList(1, 3));
    assertThat(access().logs(NO_CONTAINER, new LogQuery(10, Optional.empty())).lines()).isEmpty();
  }

  @Test
  void followsTheLogFromItsLastLinesToTheEndOfTheContainer() throws Exception {
    say(name(), "stdout", "before");
    await().atMost(PATIENCE).until(() -> logs(10, Optional.empty()).size() == 1);
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    var ended = new CompletableFuture<String>();
    try (var follow =
        access()
            .followLogs(
                name(),
                new LogQuery(1, Optional.empty()),
                line -> seen.add(line.text()),
                () -> ended.complete("ended"))) {
      say(name(), "stderr", "after");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(seen).containsExactly("before", "after"));
      engine().stop(name(), Duration.ofSeconds(5));
      assertThat(ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("ended");
    }
  }

  @Test
  void aFollowedLogThatIsClosedTellsNothingMore() throws Exception {
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    access()
        .followLogs(
            name(),
            new LogQuery(0, Optional.empty()),
            line -> seen.add(line.text()),
            () -> seen.add("ended"))
        .close();
    say(name(), "stdout", "after");
    await().atMost(PATIENCE).until(() -> logs(10, Optional.empty()).size() == 1);
    assertThat(seen).isEmpty();
  }

  @Test
  void measuresARunningContainer() throws EngineException {
    Usage usage = access().usage(name());
    assertThat(usage.memoryBytes()).isPositive();
    assertThat(usage.memoryLimitBytes()).isEqualTo(256L << 20);
    assertThat(usage.pids()).isPositive();
    assertThat(usage.cpuPercent()).isNotNegative();
    Counters counters = access().counters(name());
    assertThat(counters.hostTime()).isPositive();
    assertThat(counters.cpu().isNegative()).isFalse();
    assertThat(counters.disk()).isNotNegative();
    engine().stop(name(), Duration.ofSeconds(5));
    assertThatThrownBy(() -> access().usage(name())).isInstanceOf(EngineException.Rejected.class);
    assertThatThrownBy(() -> access().counters(name()))
        .isInstanceOf(EngineException.Rejected.class);
  }

  @Test
  void goesOnMeasuringUntilTheContainerGoes() throws Exception {
    Queue<Usage> seen = new ConcurrentLinkedQueue<>();
    var ended = new CompletableFuture<String>();
    try (var follow = access().followUsage(name(), seen::add, () -> ended.complete("ended"))) {
      await().atMost(PATIENCE).until(() -> seen.size() >= 2);
      engine().remove(name());
      assertThat(ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("ended");
    }
  }

  @Test
  void whatIsPutInComesOut() throws Exception {
    var files = Map.of("dir/", "", "dir/a b.txt", "text", "dir/big", "x".repeat(3 << 20));
    assertThat(access().unpack(name(), "/tmp", tar(files))).isEqualTo(Unpacked.DONE);

    assertThat(read("/tmp/dir")).isEqualTo(files);
    assertThat(read("/tmp/dir/a b.txt")).isEqualTo(Map.of("a b.txt", "text"));
    try (var file = access().read(name(), "/tmp/dir/big").orElseThrow()) {
      assertThat(file.fileSize()).hasValue(3 << 20);
    }
    try (var directory = access().read(name(), "/tmp/dir").orElseThrow()) {
      assertThat(directory.fileSize()).isEmpty();
    }
  }

  @Test
  void pathsThatAreNotThereAreNoErrors() throws Exception {
    access().unpack(name(), "/tmp", tar(Map.of("file", "text")));
    assertThat(access().read(name(), "/tmp/nothing")).isEmpty();
    assertThat(access().read(name(), "/tmp/file/below")).isEmpty();
    assertThat(access().unpack(name(), "/tmp/nothing", tar(Map.of("f", ""))))
        .isEqualTo(Unpacked.NO_SUCH_DIRECTORY);
    assertThat(access().unpack(name(), "/tmp/file", tar(Map.of("f", ""))))
        .isEqualTo(Unpacked.NO_SUCH_DIRECTORY);
  }

  @Test
  void aStreamThatFailsIsTheCauseOfTheFailure() throws Exception {
    var broken = new IOException("broken on purpose");
    InputStream breaks =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw broken;
          }
        };
    byte[] begin = tar(Map.of("a", "x".repeat(100_000))).readNBytes(50_000);
    assertThatThrownBy(
            () ->
                access()
                    .unpack(
                        name(),
                        "/tmp",
                        new SequenceInputStream(new ByteArrayInputStream(begin), breaks)))
        .isInstanceOf(EngineException.class)
        .hasStackTraceContaining("broken on purpose");
  }

  @Test
  void refusesWhatIsNotThere() {
    assertThatThrownBy(() -> access().run(NO_CONTAINER, endless()))
        .isInstanceOf(EngineException.Rejected.class);
    assertThatThrownBy(() -> access().signal(NO_CONTAINER, Signal.HUP))
        .isInstanceOf(EngineException.Rejected.class);
    assertThatThrownBy(() -> access().usage(NO_CONTAINER))
        .isInstanceOf(EngineException.Rejected.class);
    assertThatThrownBy(() -> access().read(NO_CONTAINER, "/tmp"))
        .isInstanceOf(EngineException.Rejected.class);
  }

  @Test
  void refusesACommandWhereNothingRuns() throws EngineException {
    engine().stop(name(), Duration.ofSeconds(5));
    assertThatThrownBy(() -> access().run(name(), endless()))
        .isInstanceOf(EngineException.Rejected.class)
        .hasMessageContaining("not running");
  }

  private CommandResult run(String... command) throws EngineException {
    return access().run(name(), spec(false, 1000, command)).await(PATIENCE);
  }

  private static CommandSpec spec(boolean tty, int limit, String... command) {
    return new CommandSpec(List.of(command), "root", null, Map.of(), tty, limit);
  }

  /** With a child in its process group, one in another, and one in a session of its own. */
  private static CommandSpec endless() {
    return spec(
        false,
        1000,
        "sh",
        "-c",
        "echo begun; sleep 300 & setsid sh -c 'sleep 300; true' & set -m; sleep 300 & wait");
  }

  private List<LogLine> logs(int tail, Optional<Instant> after) throws EngineException {
    return access().logs(name(), new LogQuery(tail, after)).lines();
  }

  private Map<String, String> read(String path) throws Exception {
    Map<String, String> files = new TreeMap<>();
    try (var archive = access().read(name(), path).orElseThrow();
        var tar = new TarArchiveInputStream(archive.content())) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        files.put(entry.getName(), new String(tar.readAllBytes(), UTF_8));
      }
    }
    return files;
  }

  private static InputStream tar(Map<String, String> files) {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(bytes)) {
      for (var file : new TreeMap<>(files).entrySet()) {
        byte[] content = file.getValue().getBytes(UTF_8);
        var entry = new TarArchiveEntry(file.getKey());
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }
}
