package dev.berth.engine.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import dev.berth.engine.Archive;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A transfer out of a container. One that the engine does not go on with is ended in time. */
final class DockerArchive implements Archive {

  private static final ObjectMapper JSON = new ObjectMapper();

  // As Go has them in the upper half of a mode.
  private static final long DIRECTORY = 1L << 31;
  private static final long NOT_REGULAR = 0x8f28_0000L;

  private final Response response;
  private final JsonNode stat;
  private final CountDownLatch closed = new CountDownLatch(1);

  DockerArchive(Response response, Duration limit) {
    this.response = response;
    this.stat = stat(response);
    Thread.ofVirtual().name("docker end of an archive").start(() -> closeAfter(limit));
  }

  private static JsonNode stat(Response response) {
    String header = response.getHeader("X-Docker-Container-Path-Stat");
    try {
      return JSON.readTree(
          header == null
              ? "{}"
              : new String(Base64.getDecoder().decode(header), StandardCharsets.UTF_8));
    } catch (JsonProcessingException | IllegalArgumentException unreadable) {
      return JSON.createObjectNode();
    }
  }

  private void closeAfter(Duration limit) {
    try {
      if (!closed.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean isDirectory() {
    return (mode() & DIRECTORY) != 0;
  }

  private long mode() {
    return stat.path("mode").asLong();
  }

  @Override
  public OptionalLong fileSize() {
    return stat.has("size") && (mode() & NOT_REGULAR) == 0
        ? OptionalLong.of(stat.path("size").asLong())
        : OptionalLong.empty();
  }

  @Override
  public InputStream content() {
    return response.getBody();
  }

  @Override
  public void close() {
    closed.countDown();
    response.close();
  }
}
