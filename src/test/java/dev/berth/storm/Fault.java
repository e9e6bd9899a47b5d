package dev.berth.storm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

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
  CONTAINER_KILLED {
    @Override
    void strike(Rig rig, Random random) throws Exception {
      var running = rig.boxes().running();
      if (!running.isEmpty()) {
        String id = running.get(random.nextInt(running.size())).id();
        Boxes.docker(rig.gpus().engine(), "kill", id);
      }
    }
  };

  abstract void strike(Rig rig, Random random) throws Exception;

  private static void liveRestore(Rig rig, boolean on) throws IOException {
    Path file = rig.gpus().home().resolve("daemon.json");
    Files.writeString(file, "{\"live-restore\": %b, \"userland-proxy\": true}".formatted(on));
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
