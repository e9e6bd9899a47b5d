package dev.berth.engine.docker;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.BuildSpec;
import dev.berth.kernel.ImageRef;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engine that is gone, frozen, or breaks off; played by a socket of the test. */
@Timeout(30)
class DockerOutageTest {

  private static final ImageRef IMAGE = new ImageRef("debian:bookworm-slim");
  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir private Path directory;

  private DockerEngine engine;
  private DockerImages images;

  @BeforeEach
  void open() {
    DockerConfig config =
        TestDockerConfig.of(
            Map.of(
                "host", "unix://" + socket(),
                "deadline.look", "300ms",
                "deadline.change", "300ms",
                "deadline.build", "300ms",
                "deadline.pull", "300ms"));
    engine = new DockerEngine(config, "test");
    images = new DockerImages(config);
  }

  @AfterEach
  void close() throws IOException {
    engine.close();
    images.close();
  }

  private Path socket() {
    return directory.resolve("s");
  }

  private static void assertUnavailable(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(EngineException.Unavailable.class);
  }

  @Nested
  class WithoutASocket {

    @Test
    void everyCallIsUnavailableAtOnce() {
      assertUnavailable(() -> engine.list());
      assertUnavailable(() -> engine.volumes());
      assertUnavailable(() -> engine.subscribe(event -> {}, () -> {}));
      assertUnavailable(() -> images.imageDigest(IMAGE));
      assertUnavailable(() -> images.pull(IMAGE, line -> {}));
    }
  }

  @Nested
  class WhenFrozen {

    private final List<SocketChannel> accepted = new CopyOnWriteArrayList<>();
    private ServerSocketChannel server;

    @BeforeEach
    void freeze() throws IOException {
      server = listen(accepted::add);
    }

    @AfterEach
    void thaw() throws IOException {
      server.close();
      for (SocketChannel channel : accepted) {
        channel.close();
      }
    }

    @Test
    void aCallGivesUpAtItsDeadlineAndLeavesNothingBehind() {
      var call = CompletableFuture.runAsync(() -> assertUnavailable(() -> engine.list()));
      await().until(() -> threads().contains("docker list containers"));
      assertThat(call).succeedsWithin(SOON);
      assertNothingIsLeft();
    }

    @Test
    void aSubscriptionGivesUpAndLeavesNothingBehind() {
      var broken = new AtomicInteger();
      assertUnavailable(() -> engine.subscribe(event -> {}, broken::incrementAndGet));
      assertNothingIsLeft();
      assertThat(broken).hasValue(0);
    }

    @Test
    void pullsAndBuildsGiveUpAndLeaveNothingBehind() {
      assertUnavailable(() -> images.pull(IMAGE, line -> {}));
      var build = new BuildSpec(IMAGE, List.of(), Map.of(), Map.of());
      assertUnavailable(() -> images.build(build, line -> {}));
      assertNothingIsLeft();
    }

    @Test
    void anInterruptedCallerGivesUpAndStaysInterrupted() throws InterruptedException {
      var interrupted = new CompletableFuture<Boolean>();
      var caller =
          Thread.ofVirtual()
              .start(
                  () -> {
                    assertUnavailable(() -> engine.remove("berth-x"));
                    interrupted.complete(Thread.currentThread().isInterrupted());
                  });
      await().until(() -> !accepted.isEmpty());
      caller.interrupt();
      assertThat(interrupted).succeedsWithin(SOON).isEqualTo(true);
      assertNothingIsLeft();
    }

    private void assertNothingIsLeft() {
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(threads())
                      .doesNotContain("docker list", "docker inspect", "docker GET", "docker POST")
                      .doesNotContain("docker-java-stream"));
      assertThat(accepted).isNotEmpty().allSatisfy(DockerOutageTest::assertClosedByPeer);
    }
  }

  @Nested
  class ThatBreaksOff {

    @Test
    void aSubscriptionIsBrokenOnceWhenItsStreamEnds() throws Exception {
      var events = new CompletableFuture<SocketChannel>();
      var broken = new AtomicInteger();
      try (ServerSocketChannel _ = listen(channel -> beginStream(channel, events));
          AutoCloseable _ = engine.subscribe(event -> {}, broken::incrementAndGet)) {
        assertThat(broken).hasValue(0);
        events.get().close();
        await().untilAtomic(broken, equalTo(1));
      }
      assertThat(broken).hasValue(1);
    }

    @Test
    void aSubscriptionThatIsClosedIsNotBroken() throws Exception {
      var events = new CompletableFuture<SocketChannel>();
      var broken = new AtomicInteger();
      try (ServerSocketChannel _ = listen(channel -> beginStream(channel, events))) {
        engine.subscribe(event -> {}, broken::incrementAndGet).close();
        assertClosedByPeer(events.get());
        await().until(() -> !threads().contains("docker-java-stream"));
      }
      assertThat(broken).hasValue(0);
    }
  }

  private ServerSocketChannel listen(Consumer<SocketChannel> onAccept) throws IOException {
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket()));
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (true) {
                  onAccept.accept(server.accept());
                }
              } catch (IOException closed) {
                // The end of the test.
              }
            });
    return server;
  }

  private static void beginStream(SocketChannel channel, CompletableFuture<SocketChannel> begun) {
    try {
      channel.read(ByteBuffer.allocate(8192));
      channel.write(
          ByteBuffer.wrap(
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(US_ASCII)));
      begun.complete(channel);
    } catch (IOException e) {
      begun.completeExceptionally(e);
    }
  }

  /** Reads the request, then the end: the client keeps no connection. */
  private static void assertClosedByPeer(SocketChannel channel) {
    try {
      while (channel.read(ByteBuffer.allocate(8192)) >= 0) {}
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  /** All threads, the virtual ones too. */
  private String threads() {
    try {
      Path dump = Files.createTempDirectory(directory, "threads").resolve("dump");
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
      return Files.readString(dump);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
