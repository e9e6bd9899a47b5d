package dev.berth.engine.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.berth.engine.model.FileEntry;
import dev.berth.kernel.ImageRef;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A registry with one image, {@code tiny:latest}, on the loopback, where engines need no TLS. Only
 * for an engine on the same machine.
 */
final class TinyRegistry implements AutoCloseable {

  private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

  private record Answer(String type, byte[] body) {}

  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  TinyRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    publish();
    server.start();
  }

  ImageRef image(String nameAndTag) {
    return new ImageRef("127.0.0.1:" + server.getAddress().getPort() + "/" + nameAndTag);
  }

  private void publish() throws IOException {
    byte[] layer =
        TarArchive.of(List.of(new FileEntry("/hello", 0644, "hello".getBytes(UTF_8))))
            .readAllBytes();
    byte[] config =
        """
        {"architecture": "amd64", "os": "linux", "config": {},
         "rootfs": {"type": "layers", "diff_ids": ["%s"]}}
        """
            .formatted(digest(layer))
            .getBytes(UTF_8);
    byte[] manifest =
        """
        {"schemaVersion": 2, "mediaType": "%s",
         "config": {"mediaType": "application/vnd.docker.container.image.v1+json",
                    "size": %d, "digest": "%s"},
         "layers": [{"mediaType": "application/vnd.docker.image.rootfs.diff.tar",
                     "size": %d, "digest": "%s"}]}
        """
            .formatted(MANIFEST, config.length, digest(config), layer.length, digest(layer))
            .getBytes(UTF_8);
    answers.put("/v2/", new Answer("application/json", "{}".getBytes(UTF_8)));
    for (String tag : List.of("latest", digest(manifest))) {
      answers.put("/v2/tiny/manifests/" + tag, new Answer(MANIFEST, manifest));
    }
    for (byte[] blob : List.of(config, layer)) {
      answers.put("/v2/tiny/blobs/" + digest(blob), new Answer("application/octet-stream", blob));
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answers.get(exchange.getRequestURI().getPath());
      if (answer == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      exchange.getResponseHeaders().set("Docker-Content-Digest", digest(answer.body()));
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.getResponseHeaders().set("Content-Length", "" + answer.body().length);
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      exchange.sendResponseHeaders(200, answer.body().length);
      exchange.getResponseBody().write(answer.body());
    }
  }

  private static String digest(byte[] content) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
