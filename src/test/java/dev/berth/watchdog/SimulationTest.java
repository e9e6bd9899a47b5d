package dev.berth.watchdog;

import static dev.berth.lease.model.SampleLeases.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.account.SshKeysChanged;
import dev.berth.engine.EngineException;
import dev.berth.engine.FakeEngine.Call;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.PortNumber;
import dev.berth.lease.Change;
import dev.berth.lease.Wanted;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState.Queued;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.SampleAmendments;
import dev.berth.lease.model.SampleLeases;
import dev.berth.watchdog.CrashPoint.Crash;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Users, engine and power supply do whatever they like for a while; then all is in order again. A
 * failure names its seed, with which it happens again.
 */
@ExtendWith(Quiet.class)
class SimulationTest {

  private static final int STEPS = 200;
  private static final int SEEDS_EACH = 50;
  private static final int MOST_BACK_SECONDS = 7200;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void endsInOrderWhateverHappened(int group) {
    for (int i = 0; i < SEEDS_EACH; i++) {
      long seed = (long) group * SEEDS_EACH + i;
      try {
        new Life(seed).live();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private static final class Life {

    private final Random random;
    private final World world = new World();
    private final boolean clockIsReliable;

    /** Another replica, which comes in between. */
    private Berth another = new Berth(world);

    private int renamed;

    Life(long seed) {
      random = new Random(seed);
      clockIsReliable = seed % 2 == 0;
      for (int gpu = 0; gpu < 3; gpu++) {
        world.engine.gpus().add("GPU-" + gpu);
      }
    }

    void live() {
      for (int i = 0; i < STEPS; i++) {
        try {
          step();
        } catch (Crash _) {
          world.crash();
          another = new Berth(world);
        } catch (RuntimeException e) {
          // The timer tries again, and the user is told to.
          if (!FailingDatabase.isCauseOf(e)) {
            throw e;
          }
        }
      }
      calmDown();
      Order.restore(world);
      Order.check(world);
      bringAllUp();
      Order.restore(world);
      Order.check(world);
      everyoneHasATurn();
      assertThat(world.leases.live(ADA))
          .allSatisfy(lease -> assertThat(lease.state()).isInstanceOf(Running.class));
    }

    /** What has failed or expired is none the worse for it. */
    private void bringAllUp() {
      for (var lease : world.leases.live(ADA)) {
        String id = lease.id().value();
        var useCases = world.berth.useCases;
        var hour = Duration.ofHours(1);
        if (useCases.extendBy(World.ADA_HERSELF, id, hour) instanceof Change.Done) {
          useCases.start(World.ADA_HERSELF, id);
        } else {
          useCases.release(World.ADA_HERSELF, id);
        }
      }
    }

    /** Whoever waits for GPUs gets them when others let go of theirs. */
    private void everyoneHasATurn() {
      for (int i = 0; i < 5 && world.leases.live(ADA).stream().anyMatch(Life::isQueued); i++) {
        world.leases.live(ADA).stream()
            .filter(Lease::holdsGpus)
            .forEach(lease -> world.berth.useCases.release(World.ADA_HERSELF, lease.id().value()));
        Order.restore(world);
        Order.check(world);
      }
    }

    private static boolean isQueued(Lease lease) {
      return lease.state() instanceof Queued;
    }

    private void step() {
      switch (random.nextInt(6)) {
        case 0 -> user();
        case 1 -> host();
        case 2 -> trouble();
        default -> time();
      }
    }

    private void time() {
      switch (random.nextInt(11)) {
        case 0 -> world.berth.sweep();
        case 1 -> world.wait(Duration.ofMinutes(random.nextInt(300)));
        case 2 -> world.berth.tasks.runAll();
        case 3 -> another.pass();
        case 4 -> {
          world.crash.meanwhile(random.nextInt(30), another::pass);
          world.wait(Duration.ofSeconds(random.nextInt(20)));
        }
        case 5 -> {
          if (!clockIsReliable) {
            world.clock.setBack(Duration.ofSeconds(random.nextInt(MOST_BACK_SECONDS)));
          }
        }
        default -> world.wait(Duration.ofSeconds(random.nextInt(20)));
      }
    }

    private void user() {
      var useCases = world.berth.useCases;
      String name = "box" + random.nextInt(5);
      var caller = World.ADA_HERSELF;
      switch (random.nextInt(11)) {
        case 9 ->
            world.berth.changes.amend(
                caller, name, SampleAmendments.memory(512 << random.nextInt(3)));
        case 10 ->
            world.berth.changes.amend(
                caller,
                name,
                SampleAmendments.env(
                    Map.of("N", "" + random.nextInt(3)),
                    random.nextBoolean() ? new int[] {8888} : new int[] {}));
        case 0 -> useCases.stop(caller, name);
        case 1 -> useCases.start(caller, name);
        case 2 -> useCases.restart(caller, name);
        case 3 -> useCases.release(caller, name);
        case 4 -> useCases.extendBy(caller, name, Duration.ofHours(1 + random.nextInt(40)));
        case 5 -> useCases.extendUntil(caller, name, world.clock.instant().plusSeconds(30));
        case 6 -> changeKeys();
        default ->
            useCases.request(
                ADA,
                new Wanted(
                    name,
                    SampleLeases.gpuSpec(Math.max(0, random.nextInt(5) - 2)),
                    Duration.ofHours(1 + random.nextInt(10)),
                    Map.of()),
                Optional.empty());
      }
    }

    private void changeKeys() {
      String key = "key" + random.nextInt(3);
      if (world.accounts.removeKey(ADA, key).isEmpty()) {
        world.addKey(ADA, key);
      }
      world.berth.keyUpdates.outdated(new SshKeysChanged(ADA));
      if (random.nextInt(3) > 0) {
        world.berth.keyUpdates.changed(new SshKeysChanged(ADA));
      }
    }

    private void host() {
      String name = anyLease().containerName();
      switch (random.nextInt(6)) {
        case 5 -> {
          if (world.engine.spec(name).isPresent()) {
            world.engine.renameByHand(name, Order.RENAMED + renamed++);
          }
        }
        case 0 -> world.engine.kill(name, random.nextInt(3));
        case 1 -> world.engine.killOutOfMemory(name);
        case 2 -> world.engine.removeByHand(name);
        case 3 -> startByHand(name);
        default -> {
          var port = new PortNumber(FixedConfig.FIRST_PORT + random.nextInt(4));
          if (random.nextBoolean()) {
            world.engine.occupyPort(port);
          } else {
            world.engine.freePort(port);
          }
        }
      }
    }

    private LeaseId anyLease() {
      var all = world.leases.all();
      return all.isEmpty() ? SampleLeases.id(1) : all.get(random.nextInt(all.size())).id();
    }

    private void startByHand(String name) {
      try {
        world.engine.start(name);
      } catch (EngineException _) {
        // Not everything that people try works.
      }
    }

    private void trouble() {
      switch (random.nextInt(12)) {
        case 9 -> world.database.setDown(true);
        case 10 -> world.database.failNothing();
        case 11 -> world.database.failIn(random.nextInt(40), random.nextBoolean());
        case 6 -> world.engine.crashOnStart(Optional.of(1));
        case 7 -> world.engine.crashOnStart(Optional.empty());
        case 0 -> world.engine.setDown(true);
        case 1, 2 -> world.engine.setDown(false);
        case 3 -> world.engine.failNext(anyCall(), failure());
        case 4 -> world.engine.failNextAfterEffect(anyCall(), failure());
        default -> world.crash.crashAt(random.nextInt(40), random.nextBoolean());
      }
    }

    private Call anyCall() {
      return Call.values()[random.nextInt(Call.values().length)];
    }

    private EngineException failure() {
      return switch (random.nextInt(3)) {
        case 0 -> new EngineException.Rejected("not today");
        case 1 -> new EngineException.ImageMissing("lost");
        default -> new EngineException.Unavailable("timed out");
      };
    }

    private void calmDown() {
      world.crash();
      world.database.failNothing();
      world.engine.setDown(false);
      world.engine.failNothing();
      world.engine.crashOnStart(Optional.empty());
      for (int port = FixedConfig.FIRST_PORT; port <= FixedConfig.LAST_PORT; port++) {
        world.engine.freePort(new PortNumber(port));
      }
    }
  }
}
