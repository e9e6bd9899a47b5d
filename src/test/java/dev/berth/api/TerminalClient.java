package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;

/** Somebody at a terminal in a lease. */
final class TerminalClient implements WebSocket.Listener {

  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final CompletableFuture<String> reason = new CompletableFuture<>();
  private WebSocket socket;

  private TerminalClient() {}

  static TerminalClient open(String token, String lease) {
    var client = new TerminalClient();
    client.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .header("Authorization", "Bearer " + token)
            .buildAsync(uri(lease), client)
            .join();
    return client;
  }

  /** The status by which a terminal is refused. */
  static int refusal(String token, String lease) {
    try {
      open(token, lease).hangUp();
      return 101;
    } catch (CompletionException e) {
      return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
    }
  }

  private static URI uri(String lease) {
    return URI.create(
        "ws://127.0.0.1:" + RestAssured.port + "/api/v1/leases/" + lease + "/terminal");
  }

  @Override
  public synchronized CompletionStage<?> onBinary(WebSocket any, ByteBuffer data, boolean last) {
    byte[] piece = new byte[data.remaining()];
    data.get(piece);
    shown.writeBytes(piece);
    any.request(1);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket any, int code, String why) {
    reason.complete(why);
    closed.complete(code);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public void onError(WebSocket any, Throwable error) {
    reason.complete(String.valueOf(error));
    closed.complete(-1);
  }

  /** docker-java's thread that sends input complains when its connection goes. */
  static ConditionFactory patiently() {
    return await().dontCatchUncaughtExceptions().atMost(PATIENCE);
  }

  void type(String keys) {
    send(keys.getBytes(StandardCharsets.UTF_8));
  }

  void send(byte[] keys) {
    socket.sendBinary(ByteBuffer.wrap(keys), true).join();
  }

  void text(String message) {
    socket.sendText(message, true).join();
  }

  synchronized String shown() {
    return shown.toString(StandardCharsets.UTF_8);
  }

  void awaitShown(String text) {
    patiently().untilAsserted(() -> assertThat(shown()).contains(text));
  }

  /** The code with which the other side closed; -1 where it broke off. */
  int awaitClosed() throws Exception {
    return closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  String reason() {
    return reason.join();
  }

  /** As a browser that is closed. */
  void leave() {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
  }

  /** As a network that is gone. */
  void hangUp() {
    socket.abort();
  }
}
