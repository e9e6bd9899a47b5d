package dev.berth.engine.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Limits how long the head of an answer may take. docker-java reads streams on threads of its own
 * that nobody can reach before that head came: without a limit a frozen engine would keep one for
 * each stream that was asked for.
 */
final class DeadlineHttpClient implements DockerHttpClient {

  private final DockerHttpClient http;
  private final Function<Request, Duration> limit;

  DeadlineHttpClient(DockerHttpClient http, Function<Request, Duration> limit) {
    this.http = http;
    this.limit = limit;
  }

  @Override
  public Response execute(Request request) {
    try {
      return Deadline.await(
          request.method() + " " + request.path(),
          limit.apply(request),
          () -> http.execute(request),
          Response::close);
    } catch (TimeoutException e) {
      var timeout = new SocketTimeoutException("no answer within " + limit.apply(request));
      timeout.initCause(e);
      throw new UncheckedIOException(timeout);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var cancelled = new CancellationException("interrupted");
      cancelled.initCause(e);
      throw cancelled;
    }
  }

  @Override
  public void close() throws IOException {
    http.close();
  }
}
