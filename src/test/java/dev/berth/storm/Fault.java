package dev.berth.storm;

import dev.berth.Shell;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What may happen to Berth and what it needs. Each is over when it returns. */
enum Fault {
  /** {@code kill -9} of Berth; its PostgreSQL is stopped by the next start. */
  BERTH_KILLED {
    @Override
    void strike(Rig rig, Random random) throws Exception {
      rig.berth().kill();
      rig.berth().start();
    }
  },
  /** The engine alone: containers run on. */
  ENGINE_KILLED {
    @Override
    void strike(Rig rig, Random random) throws Exception {
      liveRestore(rig, true);
      rig.gpus().crash();
      Pause.of(Duration.ofMillis(random.nextInt(4_000)));
      rig.gpus().start();
    }
  },
  /** The engine, which kills the containers that it finds when it is back. */
  ENGINE_KILLED_WITHOUT_LIVE_RESTORE {
    @Override
    void strike(Rig rig, Random random) throws Exception {
      liveRestore(rig, false);
      rig.gpus().crash();
      Pause.of(Duration.ofMillis(random.nextInt(4_000)));
      rig.gpus().start();
    }
  },
  /** The engine and all containers at once. */
  ENGINE_AND_CONTAINERS_KILLED {
    @Override
    void strike(Rig rig, Random random) {
      rig.gpus().losePower();
      Pause.of(Duration.ofMillis(random.nextInt(4_000)));
      rig.gpus().start();
    }
  },
  /** Longer than Berth waits for an answer; what it was asked for meanwhile is done late. */
  ENGINE_FROZEN {
    @Override
    void strike(Rig rig, Random random) throws Exception {
      Path file = Path.of(URI.create(rig.gpus().engine()).getPath()).resolveSibling("docker.pid");
      String engine = Files.readString(file).strip();
      Shell.run(List.of("kill", "-STOP", engine));
      try {
        Pause.of(Duration.ofMillis(4_000 + random.nextInt(16_000)));
      } finally {
        Shell.run(List.of("kill", "-CONT", engine));
      }
    }
  },
  /** Berth starts before the engine does. */
  ENGINE_AND_BERTH_KILLED {
    @Override
    void strike(Rig rig, Random random) throws Exception {
      rig.gpus().crash();
      BERTH_KILLED.strike(rig, random);
      rig.gpus().start();
    }
  },
  CONTAINER_KILLED {
    @Override
    void strike(Rig rig, Random random) throws Exception {
      var running = rig.boxes().running();
      if (!running.isEmpty()) {
        String id = running.get(random.nextInt(running.size())).id();
        Boxes.docker(rig.gpus().engine(), "kill", id);
      }
    }
  },
  /** A server of its own takes all sessions with it when one is killed, and recovers. */
  DATABASE_CRASHED {
    @Override
    void strike(Rig rig, Random random) throws Exception {
      var sessions =
          postgres(rig)
              .children()
              .filter(child -> commandLine(child).contains("127.0.0.1("))
              .toList();
      if (!sessions.isEmpty()) {
        sessions.get(random.nextInt(sessions.size())).destroyForcibly();
      }
    }
  },
  /** All of the server, which only a start of Berth brings back. */
  DATABASE_AND_BERTH_KILLED {
    @Override
    void strike(Rig rig, Random random) throws Exception {
      postgres(rig).destroyForcibly();
      Pause.of(Duration.ofMillis(random.nextInt(4_000)));
      BERTH_KILLED.strike(rig, random);
    }
  },
  /** Of the engine, where it has a small one of its own. */
  DISK_FULL {
    @Override
    void strike(Rig rig, Random random) throws Exception {
      Path filler = rig.gpus().home().resolve("filler");
      try {
        Shell.run(List.of("sh", "-c", "cat /dev/zero >" + filler));
        Pause.of(Duration.ofMillis(5_000 + random.nextInt(10_000)));
      } finally {
        Files.deleteIfExists(filler);
      }
    }
  };

  private static final long SMALL_DISK = 4L << 30;

  abstract void strike(Rig rig, Random random) throws Exception;

  private static void liveRestore(Rig rig, boolean on) throws IOException {
    Path file = rig.gpus().home().resolve("daemon.json");
    Files.writeString(file, "{\"live-restore\": %b, \"userland-proxy\": true}".formatted(on));
  }

  private static ProcessHandle postgres(Rig rig) throws IOException {
    Path file = rig.berth().home().resolve("postgres/data/postmaster.pid");
    return ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst().strip()))
        .filter(process -> commandLine(process).contains("postgres"))
        .orElseThrow();
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
    } catch (IOException e) {
      return "";
    }
  }

  /** Every kind that this machine allows: nobody else's disk is filled. */
  static List<Fault> possible(Rig rig) throws IOException {
    boolean small = Files.getFileStore(rig.gpus().home()).getTotalSpace() < SMALL_DISK;
    return Stream.of(values()).filter(fault -> small || fault != DISK_FULL).toList();
  }

  /** Of the short storm. */
  static List<Fault> some() {
    return List.of(
        BERTH_KILLED,
        BERTH_KILLED,
        BERTH_KILLED,
        BERTH_KILLED,
        BERTH_KILLED,
        ENGINE_KILLED,
        ENGINE_AND_CONTAINERS_KILLED,
        CONTAINER_KILLED,
        CONTAINER_KILLED);
  }
}
