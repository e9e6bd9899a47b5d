package dev.berth.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.AsyncDockerCmd;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.berth.engine.EngineException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way to one engine: every call has a deadline and fails with an {@link EngineException}.
 * Streams have a client of their own, for each holds a connection as long as it is open and would
 * starve the short calls of a bounded pool.
 */
final class DockerCalls implements Closeable {

  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final int CONTROL_CONNECTIONS = 32;

  /** Bytes. What is longer is cut. */
  private static final int MOST_TEXT = 8 << 20;

  private final DockerClient control;
  private final DockerHttpClient streamsHttp;
  private final DockerClient streams;
  private final Set<DockerStream<?>> open = ConcurrentHashMap.newKeySet();

  DockerCalls(DockerConfig config) {
    DockerClientConfig client =
        DefaultDockerClientConfig.createDefaultConfigBuilder()
            .withDockerHost(config.host().toString())
            .build();
    control = DockerClientImpl.getInstance(client, http(client, config, CONTROL_CONNECTIONS));
    streamsHttp =
        new DeadlineHttpClient(
            http(client, config, Integer.MAX_VALUE), request -> headLimit(config, request));
    streams = DockerClientImpl.getInstance(client, streamsHttp);
  }

  private static DockerHttpClient http(
      DockerClientConfig client, DockerConfig config, int connections) {
    return new ZerodepDockerHttpClient.Builder()
        .dockerHost(client.getDockerHost())
        .sslConfig(client.getSSLConfig())
        .maxConnections(connections)
        .connectionTimeout(config.deadline().look())
        .build();
  }

  /** Builds and pulls may be silent for long before they say their first word. */
  private static Duration headLimit(DockerConfig config, DockerHttpClient.Request request) {
    if (request.path().startsWith("/build")) {
      return config.deadline().build();
    }
    if (request.path().startsWith("/images/create")) {
      return config.deadline().pull();
    }
    if (request.path().startsWith("/system/df")) {
      return config.deadline().disk();
    }
    if (request.method().equals("PUT")) {
      // An archive: the answer comes after all of it went in.
      return config.deadline().archive();
    }
    return config.deadline().look();
  }

  /** A call that is answered at once. */
  <T extends @Nullable Object> T call(String what, Duration limit, Function<DockerClient, T> call)
      throws EngineException {
    try {
      return Deadline.await(what, limit, () -> call.apply(control), _ -> {});
    } catch (TimeoutException e) {
      throw late(what, limit, e);
    } catch (ExecutionException e) {
      throw DockerErrors.translate(what, e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(what, e);
    }
  }

  /**
   * A call past docker-java's commands, whose answer the caller must close: that ends the transfer,
   * while the stream that a command gives reads on to its end when it is closed.
   */
  DockerHttpClient.Response exchange(String what, DockerHttpClient.Request request)
      throws EngineException {
    try {
      return streamsHttp.execute(request);
    } catch (RuntimeException e) {
      throw DockerErrors.translate(what, e);
    }
  }

  /** As {@link #exchange}, for an answer that is a text; empty where the engine says 404. */
  Optional<String> text(String what, Duration limit, DockerHttpClient.Request request)
      throws EngineException {
    return read(
        what,
        limit,
        request,
        answer ->
            switch (answer.getStatusCode()) {
              case 200 -> Optional.of(text(answer));
              case 404 -> Optional.empty();
              default -> throw DockerErrors.refused(what, answer.getStatusCode(), text(answer));
            });
  }

  static String text(DockerHttpClient.Response answer) throws IOException {
    return new String(answer.getBody().readNBytes(MOST_TEXT), StandardCharsets.UTF_8);
  }

  /** As {@link #exchange}, for an answer that is read as it comes. */
  <T> T read(String what, Duration limit, DockerHttpClient.Request request, Reader<T> reader)
      throws EngineException {
    try {
      return Deadline.await(
          what,
          limit,
          () -> {
            try (var answer = exchange(what, request)) {
              return reader.read(answer);
            }
          },
          _ -> {});
    } catch (TimeoutException e) {
      throw late(what, limit, e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof EngineException known
          ? known
          : DockerErrors.translate(what, e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(what, e);
    }
  }

  /** Makes something of an answer. */
  @FunctionalInterface
  interface Reader<T> {
    T read(DockerHttpClient.Response answer) throws EngineException, IOException;
  }

  /** A call whose answer is a stream that ends; returns at its end. */
  <T> void drain(
      String what,
      Duration limit,
      Function<DockerClient, ? extends AsyncDockerCmd<?, T>> command,
      Consumer<T> onItem)
      throws EngineException {
    try (var stream = new DockerStream<>(onItem, () -> {})) {
      command.apply(streams).exec(stream);
      stream.awaitEnd(limit);
    } catch (TimeoutException e) {
      throw late(what, limit, e);
    } catch (ExecutionException e) {
      throw DockerErrors.translate(what, e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(what, e);
    }
  }

  /**
   * A call whose answer is a stream without end; returns when it has begun.
   *
   * @param limit for the beginning
   */
  <T> AutoCloseable follow(
      String what,
      Duration limit,
      Function<DockerClient, ? extends AsyncDockerCmd<?, T>> command,
      DockerStream<T> stream)
      throws EngineException {
    open.add(stream);
    boolean started = false;
    try {
      command.apply(streams).exec(stream);
      stream.awaitStarted(limit);
      started = true;
      return () -> end(stream);
    } catch (TimeoutException e) {
      throw late(what, limit, e);
    } catch (ExecutionException e) {
      throw DockerErrors.translate(what, e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(what, e);
    } finally {
      if (!started) {
        end(stream);
      }
    }
  }

  /** Between two questions of one call; ends the call where its deadline is over. */
  static void pause() {
    LockSupport.parkNanos(PAUSE.toNanos());
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("given up");
    }
  }

  private void end(DockerStream<?> stream) {
    open.remove(stream);
    stream.close();
  }

  private static EngineException late(String what, Duration limit, Exception cause) {
    return new EngineException.Unavailable(what + ": no answer within " + limit, cause);
  }

  private static EngineException interrupted(String what, Exception cause) {
    Thread.currentThread().interrupt();
    return new EngineException.Unavailable(what + ": interrupted", cause);
  }

  /** Ends the streams without telling their listeners, then the clients. */
  @Override
  public void close() throws IOException {
    open.forEach(this::end);
    try (control) {
      streams.close();
    } catch (CancellationException e) {
      throw new IOException(e);
    }
  }
}
