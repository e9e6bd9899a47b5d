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
  /** {@code kill -9} of a replica. */
  BERTH_KILLED {
    @Override
    void strike(Rig rig, Random random) throws Exception {
      var berth = rig.berth(random);
      berth.kill();
      berth.start();
    }
  },
  /** As a host that is suspended: a replica finds itself later than it was. */
  BERTH_FROZEN {
    @Override
    void strike(Rig rig, Random random) {
      freeze(rig.berth(random).process().orElseThrow(), 5_000 + random.nextInt(15_000));
    }
  },
  /** Or ahead: the clock of all replicas is another from now on. */
  CLOCK_SET {
    @Override
    void strike(Rig rig, Random random) {
      rig.clock().set(Duration.ofSeconds(random.nextInt(2_400) - 1_200));
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
      long engine = Long.parseLong(Files.readString(file).strip());
      freeze(ProcessHandle.of(engine).orElseThrow(), 4_000 + random.nextInt(16_000));
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
  /** The main process. */
  CONTAINER_KILLED {
    @Override
    void strike(Rig rig, Random random) throws Exception {
      onOne(rig.boxes().running(), random, box -> docker(rig, "kill", box.id()));
    }
  },
  /** By hand, running or not. */
  CONTAINER_REMOVED {
    @Override
    void strike(Rig rig, Random random) throws Exception {
      onOne(rig.boxes().all(), random, box -> docker(rig, "rm", "-f", box.id()));
    }
  },
  CONTAINER_RENAMED {
    @Override
    void strike(Rig rig, Random random) throws Exception {
      onOne(
          rig.boxes().all(),
          random,
          box -> docker(rig, "rename", box.id(), "by-hand-" + random.nextInt(1_000_000)));
    }
  },
  /** The SSH server of a workspace, and with it all who are logged in. */
  SSHD_KILLED {
    @Override
    void strike(Rig rig, Random random) throws Exception {
      onOne(
          rig.boxes().running(),
          random,
          box -> box.processes("sshd").forEach(ProcessHandle::destroyForcibly));
    }
  },
  /** It takes connections, and says nothing. */
  SSHD_FROZEN {
    @Override
    void strike(Rig rig, Random random) throws Exception {
      onOne(
          rig.boxes().running(),
          random,
          box -> box.processes("sshd").forEach(process -> signal("STOP", process)));
    }
  },
  /** A program that is none of Berth's has the port of a lease for a while. */
  PORT_TAKEN {
    @Override
    void strike(Rig rig, Random random) throws Exception {
      var ports = rig.rows().portsNotInUse();
      if (!ports.isEmpty()) {
        int port = ports.get(random.nextInt(ports.size()));
        rig.gpus().occupy(port, Duration.ofMillis(5_000 + random.nextInt(10_000)));
      }
    }
  },
  /** The server takes all sessions with it when one is killed, and recovers. */
  DATABASE_CRASHED {
    @Override
    void strike(Rig rig, Random random) {
      var sessions = rig.database().sessions().toList();
      if (!sessions.isEmpty()) {
        sessions.get(random.nextInt(sessions.size())).destroyForcibly();
      }
    }
  },
  DATABASE_KILLED {
    @Override
    void strike(Rig rig, Random random) {
      rig.database().kill();
      Pause.of(Duration.ofMillis(random.nextInt(8_000)));
      rig.database().start();
    }
  },
  DATABASE_RESTARTED {
    @Override
    void strike(Rig rig, Random random) {
      rig.database().restart();
    }
  },
  DATABASE_AND_BERTH_KILLED {
    @Override
    void strike(Rig rig, Random random) throws Exception {
      var berth = rig.berth(random);
      rig.database().kill();
      berth.kill();
      Pause.of(Duration.ofMillis(random.nextInt(4_000)));
      rig.database().start();
      berth.start();
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

  /** A fault of one container. */
  private interface Blow {
    void strike(Boxes.Box box) throws Boxes.AwayException;
  }

  private static void onOne(List<Boxes.Box> boxes, Random random, Blow blow)
      throws Boxes.AwayException {
    if (!boxes.isEmpty()) {
      blow.strike(boxes.get(random.nextInt(boxes.size())));
    }
  }

  private static void docker(Rig rig, String... arguments) throws Boxes.AwayException {
    Boxes.docker(rig.gpus().engine(), arguments);
  }

  private static void freeze(ProcessHandle process, int millis) {
    signal("STOP", process);
    try {
      Pause.of(Duration.ofMillis(millis));
    } finally {
      signal("CONT", process);
    }
  }

  private static void signal(String name, ProcessHandle process) {
    Shell.run(List.of("kill", "-" + name, Long.toString(process.pid())));
  }

  /** Every kind that this machine allows: nobody else's disk is filled. */
  static List<Fault> possible(Rig rig) throws IOException {
    boolean small = Files.getFileStore(rig.gpus().home()).getTotalSpace() < SMALL_DISK;
    return Stream.of(values()).filter(fault -> small || fault != DISK_FULL).toList();
  }

  /** Of the short storm for GPUs. */
  static List<Fault> forGpus() {
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

  /** Of the short run of chaos. */
  static List<Fault> some() {
    return List.of(
        BERTH_KILLED,
        BERTH_FROZEN,
        CLOCK_SET,
        CONTAINER_KILLED,
        CONTAINER_REMOVED,
        CONTAINER_RENAMED,
        SSHD_KILLED,
        SSHD_FROZEN,
        PORT_TAKEN,
        DATABASE_CRASHED,
        DATABASE_KILLED,
        DATABASE_RESTARTED);
  }
}
