package dev.berth.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.berth.engine.model.TerminalSpec;
import dev.berth.engine.model.WindowSize;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A shell on a terminal that knows {@code stty size}, {@code sleep} and {@code exit}. */
public final class FakeTerminal implements RunningTerminal {

  private final TerminalSpec spec;
  private final Consumer<byte[]> onOutput;
  private final Runnable ended;
  private final StringBuilder line = new StringBuilder();
  private final List<String> processes = new CopyOnWriteArrayList<>();
  private WindowSize size;
  private boolean over;

  FakeTerminal(TerminalSpec spec, Consumer<byte[]> onOutput, Runnable ended) {
    this.spec = spec;
    this.onOutput = onOutput;
    this.ended = ended;
    this.size = spec.size();
    processes.add(String.join(" ", spec.command()));
  }

  public TerminalSpec spec() {
    return spec;
  }

  public boolean isOver() {
    return over;
  }

  List<String> processes() {
    return List.copyOf(processes);
  }

  @Override
  public boolean type(byte[] keys) {
    if (over) {
      return false;
    }
    for (char key : new String(keys, UTF_8).toCharArray()) {
      if (key == '\n') {
        run(line.toString());
        line.setLength(0);
      } else {
        line.append(key);
      }
    }
    return true;
  }

  private void run(String command) {
    if (command.equals("stty size")) {
      show(size.rows() + " " + size.columns() + "\r\n");
    } else if (command.startsWith("sleep ")) {
      processes.add(command);
    } else if (command.equals("exit")) {
      end();
    }
  }

  /** Writes something. */
  public void show(String text) {
    onOutput.accept(text.getBytes(UTF_8));
  }

  void end() {
    if (!over) {
      over = true;
      processes.clear();
      ended.run();
    }
  }

  @Override
  public void resize(WindowSize size) {
    this.size = size;
  }

  @Override
  public void close() {
    over = true;
    processes.clear();
  }
}
