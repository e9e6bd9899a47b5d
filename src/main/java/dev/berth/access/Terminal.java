package dev.berth.access;

import dev.berth.engine.EngineException;
import dev.berth.engine.model.WindowSize;

/** A shell that somebody sits at. Whoever opened it must close it. */
public interface Terminal {

  /** What she sees. */
  interface Screen {

    /** Called by one thread at a time, which may be kept waiting. */
    void show(byte[] piece);

    /** Nothing more is shown; called once, unless she closes the terminal herself. */
    void ended(End end);
  }

  /** Why it is over. */
  enum End {
    /** The shell has ended, or the workspace. */
    EXITED("the shell has ended"),
    /** She went. */
    CLOSED("closed"),
    LEASE_DOWN("the workspace is being stopped"),
    LOCKED_OUT("the account is disabled");

    private final String text;

    End(String text) {
      this.text = text;
    }

    /** For the one who sat there. */
    public String text() {
      return text;
    }
  }

  /** False where the shell does not read what was typed before. */
  boolean type(byte[] keys);

  void resize(WindowSize size) throws EngineException;

  /** Kills the shell and what runs in its session; does nothing the second time. */
  void close();
}
