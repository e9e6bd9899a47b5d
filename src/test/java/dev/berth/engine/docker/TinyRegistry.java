package dev.berth.engine.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.berth.engine.model.FileEntry;
import dev.berth.kernel.ImageRef;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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

  private static final int TLS_HANDSHAKE = 0x16;

  private record Answer(String type, byte[] body) {}

  private final ServerSocket server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  TinyRegistry() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    publish();
    Thread.ofVirtual().start(this::serve);
  }

  ImageRef image(String nameAndTag) {
    return new ImageRef("127.0.0.1:" + server.getLocalPort() + "/" + nameAndTag);
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

  private void serve() {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> answer(socket));
      }
    } catch (IOException closed) {
      // The end of the test.
    }
  }

  /** One request a connection. An engine tries TLS first, and waits long unless it is cut off. */
  private void answer(Socket socket) {
    try (socket) {
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      int first = in.read();
      if (first < 0 || first == TLS_HANDSHAKE) {
        return;
      }
      String[] request = ((char) first + in.readLine()).split(" ");
      for (String line = "-"; line != null && !line.isEmpty(); line = in.readLine()) {}
      Answer answer = answers.get(request[1]);
      String head =
          answer == null
              ? "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
              : "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: %s\r\nContent-Length: %d\r\n"
                      .formatted(answer.type(), answer.body().length)
                  + "Docker-Content-Digest: %s\r\n\r\n".formatted(digest(answer.body()));
      socket.getOutputStream().write(head.getBytes(ISO_8859_1));
      if (answer != null && !request[0].equals("HEAD")) {
        socket.getOutputStream().write(answer.body());
      }
    } catch (IOException e) {
      // The engine went away; its own message says why.
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
  public void close() throws IOException {
    server.close();
  }
}
