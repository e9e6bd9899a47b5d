package dev.berth.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.access.Answer;
import dev.berth.access.Terminal;
import dev.berth.access.Terminals;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.WindowSize;
import dev.berth.lease.Leases;
import io.quarkus.logging.Log;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.PathParam;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.buffer.Buffer;
import jakarta.annotation.security.RolesAllowed;
import java.util.Optional;

/**
 * A shell over a WebSocket: binary frames are what is typed and what is shown, a text frame is
 * {@code {"resize": {"cols": 120, "rows": 40}}}. {@link TerminalDoor} decides who gets here.
 */
@WebSocket(path = "/api/v1/leases/{lease}/terminal")
@RolesAllowed(Roles.USER)
class TerminalSocket {

  /** Of RFC 6455. */
  private static final int POLICY_VIOLATION = 1008;

  /** Of RFC 6455. */
  private static final int TRY_AGAIN_LATER = 1013;

  private static final TypedKey<Terminal> TERMINAL = new TypedKey<>("terminal");
  private static final TypedKey<Boolean> GIVEN_UP = TypedKey.forBoolean("given-up");

  private final Leases leases;
  private final Terminals terminals;
  private final SecurityIdentity identity;
  private final ObjectMapper json;

  TerminalSocket(Leases leases, Terminals terminals, SecurityIdentity identity, ObjectMapper json) {
    this.leases = leases;
    this.terminals = terminals;
    this.identity = identity;
    this.json = json;
  }

  @OnOpen
  @RunOnVirtualThread
  void open(WebSocketConnection connection, @PathParam String lease) {
    var who = TerminalDoor.caller(identity);
    var found = leases.find(who, lease);
    if (found.isEmpty()) {
      close(connection, POLICY_VIOLATION, "no such lease");
      return;
    }
    try {
      switch (terminals.open(who.who(), found.get(), WindowSize.BY_DEFAULT, screen(connection))) {
        case Answer.Given<Terminal>(var terminal) -> {
          connection.userData().put(TERMINAL, terminal);
          if (connection.isClosed()) {
            terminal.close();
          }
        }
        case Answer.Refused<Terminal>(_, var detail) -> close(connection, TRY_AGAIN_LATER, detail);
      }
    } catch (EngineException e) {
      Log.warnf("no terminal: %s", e.getMessage());
      close(connection, TRY_AGAIN_LATER, "the container engine does not answer, or refused");
    }
  }

  private static Terminal.Screen screen(WebSocketConnection connection) {
    return new Terminal.Screen() {
      @Override
      public void show(byte[] piece) {
        try {
          connection.sendBinaryAndAwait(piece);
        } catch (RuntimeException e) {
          // She is gone, of which another thread hears.
          Log.debug("not shown", e);
        }
      }

      @Override
      public void ended(Terminal.End end) {
        close(
            connection,
            end == Terminal.End.EXITED ? CloseReason.NORMAL.getCode() : POLICY_VIOLATION,
            end.text());
      }
    };
  }

  @OnBinaryMessage
  @RunOnVirtualThread
  void type(WebSocketConnection connection, Buffer keys) {
    var terminal = terminal(connection);
    if (terminal.isPresent() && !terminal.get().type(keys.getBytes())) {
      giveUp(connection, "the shell does not read what comes");
    }
  }

  @OnTextMessage
  @RunOnVirtualThread
  void resize(WebSocketConnection connection, String text) {
    var size = size(text);
    if (size.isEmpty()) {
      giveUp(connection, "a text must be {\"resize\":{\"cols\":80,\"rows\":24}}, both 1 to 1000");
      return;
    }
    try {
      var terminal = terminal(connection);
      if (terminal.isPresent()) {
        terminal.get().resize(size.get());
      }
    } catch (EngineException e) {
      Log.debugf("a terminal keeps its size: %s", e.getMessage());
    }
  }

  private Optional<WindowSize> size(String text) {
    try {
      JsonNode message = json.readTree(text);
      JsonNode size = message.path("resize");
      JsonNode columns = size.path("cols");
      JsonNode rows = size.path("rows");
      boolean isValid =
          message.size() == 1
              && size.size() == 2
              && columns.isInt()
              && rows.isInt()
              && WindowSize.isValid(columns.intValue())
              && WindowSize.isValid(rows.intValue());
      return isValid
          ? Optional.of(new WindowSize(columns.intValue(), rows.intValue()))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Once; what else comes finds nobody. */
  private static void giveUp(WebSocketConnection connection, String reason) {
    if (connection.userData().put(GIVEN_UP, true) == null) {
      terminal(connection).ifPresent(Terminal::close);
      close(connection, POLICY_VIOLATION, reason);
    }
  }

  @OnClose
  @RunOnVirtualThread
  void close(WebSocketConnection connection) {
    terminal(connection).ifPresent(Terminal::close);
  }

  @OnError
  @RunOnVirtualThread
  void failed(WebSocketConnection connection, Throwable failure) {
    Log.debug("a terminal broke off", failure);
    terminal(connection).ifPresent(Terminal::close);
    close(connection, CloseReason.INTERNAL_SERVER_ERROR.getCode(), "");
  }

  private static Optional<Terminal> terminal(WebSocketConnection connection) {
    return Optional.ofNullable(connection.userData().get(TERMINAL));
  }

  /** Without waiting: she may not read any more. */
  private static void close(WebSocketConnection connection, int code, String reason) {
    if (connection.isClosed()) {
      return;
    }
    connection
        .close(new CloseReason(code, reason.length() > 100 ? reason.substring(0, 100) : reason))
        .subscribe()
        .with(done -> {}, failure -> Log.debug("closing a terminal", failure));
  }
}
