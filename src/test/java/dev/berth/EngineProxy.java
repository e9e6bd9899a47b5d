package dev.berth;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Stands between Berth and the engine, and can be cut or frozen as the engine itself could be. */
final class EngineProxy implements AutoCloseable {

  private static final Path ENGINE = Path.of("/var/run/docker.sock");
  private static final int BUFFER = 32_768;

  private final Path socket;
  private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition thawed = lock.newCondition();
  private boolean frozen;
  private ServerSocketChannel server;

  EngineProxy(Path socket) throws IOException {
    this.socket = socket;
    this.server = listen();
  }

  String host() {
    return "unix://" + socket;
  }

  /** Ends every connection and takes no more. */
  void cut() throws IOException {
    server.close();
    Files.deleteIfExists(socket);
    for (var connection : connections) {
      connection.close();
    }
  }

  /** After a cut. */
  void mend() throws IOException {
    server = listen();
  }

  /** Connections are taken and kept, and nothing is passed on, till it thaws. */
  void freeze() {
    setFrozen(true);
  }

  /** What was asked meanwhile is passed on now, as a frozen engine would read it then. */
  void thaw() {
    setFrozen(false);
  }

  private void setFrozen(boolean now) {
    lock.lock();
    try {
      frozen = now;
      thawed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitThaw() throws InterruptedException {
    lock.lock();
    try {
      while (frozen) {
        thawed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private ServerSocketChannel listen() throws IOException {
    var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(() -> accept(listening));
    return listening;
  }

  private void accept(ServerSocketChannel listening) {
    try {
      while (true) {
        var client = listening.accept();
        connections.add(client);
        Thread.ofVirtual().start(() -> connect(client));
      }
    } catch (IOException cut) {
      // As told.
    }
  }

  private void connect(SocketChannel client) {
    try {
      awaitThaw();
      var engine = SocketChannel.open(UnixDomainSocketAddress.of(ENGINE));
      connections.add(engine);
      Thread.ofVirtual().start(() -> pass(engine, client));
      pass(client, engine);
    } catch (IOException | InterruptedException e) {
      close(client);
    }
  }

  private void pass(SocketChannel from, SocketChannel to) {
    var buffer = ByteBuffer.allocate(BUFFER);
    try {
      while (from.read(buffer) >= 0) {
        awaitThaw();
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
      to.shutdownOutput();
    } catch (IOException | InterruptedException broken) {
      close(from);
      close(to);
    }
  }

  private void close(SocketChannel connection) {
    connections.remove(connection);
    try {
      connection.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    thaw();
    cut();
  }
}
