package dev.berth.watchdog;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.account.AccountChange;
import dev.berth.account.SshKeysChanged;
import dev.berth.engine.EngineException;
import dev.berth.engine.FakeEngine.Call;
import dev.berth.engine.model.ExecResult;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.Sha256;
import dev.berth.lease.InsideStore.Part;
import dev.berth.watchdog.Reachability.Answer;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Quiet.class)
class KeyUpdatesTest {

  private final World world = new World();
  private final LeaseId id = world.running("box");

  @Test
  void reachARunningWorkspaceAtOnce() {
    world.addKey(ADA, "desktop");
    changed();
    assertThat(world.keysInside(id)).containsExactly("key desktop", "key laptop");
    world.accounts.removeKey(ADA, "laptop");
    changed();
    assertThat(world.keysInside(id)).containsExactly("key desktop");
  }

  @Test
  void closeTheWorkspacesOfOneWhoIsLockedOut() {
    world.accounts.update(ADA, AccountChange.enable(false));
    changed();
    assertThat(world.keysInside(id)).isEmpty();
    assertThat(world.lockouts).containsExactly("yes");
    world.accounts.update(ADA, AccountChange.enable(true));
    changed();
    assertThat(world.keysInside(id)).containsExactly("key laptop");
    assertThat(world.lockouts).containsExactly("yes", "no");
  }

  @Test
  void throwNobodyOutWhoOnlyHasNoKeysLeft() {
    world.accounts.removeKey(ADA, "laptop");
    changed();
    assertThat(world.keysInside(id)).isEmpty();
    assertThat(world.lockouts).isEmpty();
  }

  @Test
  void closeAWorkspaceThatComesUpForOneWhoIsLockedOut() {
    world.accounts.update(ADA, AccountChange.enable(false));
    world.engine.kill(id.containerName(), 137);
    world.settle();
    assertThat(world.keysInside(id)).isEmpty();
    assertThat(world.lockouts).containsOnly("yes").isNotEmpty();
  }

  @Test
  void lockOutAgainWhoeverTheNextBerthFindsLockedOut() {
    world.accounts.update(ADA, AccountChange.enable(false));
    world.berth.keyUpdates.outdated(new SshKeysChanged(ADA));
    world.crash();
    world.wait(Duration.ofSeconds(2));
    assertThat(world.lockouts).containsExactly("yes");
  }

  @Test
  void reachAStoppedWorkspaceWithItsNextStart() {
    world.berth.useCases.stop(World.ADA_HERSELF, "box");
    world.settle();
    world.accounts.removeKey(ADA, "laptop");
    changed();
    world.berth.useCases.start(World.ADA_HERSELF, "box");
    world.settle();
    assertThat(world.keysInside(id)).isEmpty();
  }

  @Test
  void areNotLostWhileAWorkspaceComesUp() {
    world.reachability.instead(
        () -> {
          world.accounts.removeKey(ADA, "laptop");
          return Optional.of(Answer.OURS);
        });
    world.berth.useCases.restart(World.ADA_HERSELF, "box");
    world.settle();
    assertThat(world.keysInside(id)).isEmpty();
  }

  @Test
  void areBroughtInLaterWhereTheEngineIsAway() {
    world.accounts.removeKey(ADA, "laptop");
    world.engine.setDown(true);
    changed();
    world.engine.setDown(false);
    assertThat(world.keysInside(id)).containsExactly("key laptop");
    world.wait(Duration.ofSeconds(3));
    assertThat(world.keysInside(id)).isEmpty();
  }

  @Test
  void areTriedAgainWhereTheWorkspaceDidNotTakeThem() {
    world.accounts.removeKey(ADA, "laptop");
    world.engine.failNext(Call.EXEC, new EngineException.Rejected("out of pids"));
    changed();
    world.wait(Duration.ofSeconds(3));
    assertThat(world.keysInside(id)).isEmpty();
    world.addKey(ADA, "desktop");
    world.engine.answerExec((_, _) -> Optional.of(new ExecResult(1, "read-only file system")));
    changed();
    int tries = execs();
    world.wait(Duration.ofMinutes(1));
    assertThat(execs()).isEqualTo(tries + 1);
  }

  @Test
  void areMadeUpForByTheNextBerthAfterACrash() {
    world.accounts.removeKey(ADA, "laptop");
    world.berth.keyUpdates.outdated(new SshKeysChanged(ADA));
    world.crash();
    world.wait(Duration.ofSeconds(2));
    assertThat(world.keysInside(id)).isEmpty();
  }

  @Test
  void areDueWithoutANudge() {
    world.wait(Duration.ofMinutes(2));
    world.accounts.removeKey(ADA, "laptop");
    world.berth.keyUpdates.outdated(new SshKeysChanged(ADA));
    world.wait(Duration.ofSeconds(2));
    assertThat(world.keysInside(id)).isEmpty();
  }

  @Test
  void areBroughtInAnewByTheNextBerthForItsDatabaseMayBeABackup() {
    world.addKey(ADA, "desktop");
    changed();
    world.accounts.removeKey(ADA, "desktop");
    world.contents.write(id, Part.KEYS, Sha256.hex("key laptop"));
    world.crash();
    world.wait(Duration.ofMinutes(1));
    assertThat(world.keysInside(id)).containsExactly("key laptop");
  }

  @Test
  void areBroughtInAnewWhereTheClockWasSetBack() {
    world.accounts.removeKey(ADA, "laptop");
    world.wait(Duration.ofSeconds(2));
    assertThat(world.keysInside(id)).isNotEmpty();
    world.clock.set(world.clock.instant().minus(Duration.ofMinutes(20)));
    world.wait(Duration.ofSeconds(2));
    world.wait(Duration.ofMinutes(1));
    assertThat(world.keysInside(id)).isEmpty();
  }

  @Test
  void areForgottenWhereTheyWereBroughtTooLate() throws Exception {
    var other = new Berth(world);
    world.addKey(ADA, "desktop");
    world.engine.answerExec(
        (_, _) -> {
          world.engine.answerExec(world::installKeys);
          world.accounts.removeKey(ADA, "desktop");
          changedAt(other);
          return Optional.of(new ExecResult(1, "incoming is missing"));
        });
    changed();
    assertThat(world.contents.of(id)).doesNotContainKey(Part.KEYS);
    world.wait(Duration.ofMinutes(1));
    assertThat(world.keysInside(id)).containsExactly("key laptop");
  }

  @Test
  void areNotTakenForThoseThatAnotherBerthBroughtInMeanwhile() {
    var other = new Berth(world);
    world.addKey(ADA, "desktop");
    changedAt(other);
    assertThat(world.keysInside(id)).containsExactly("key desktop", "key laptop");
    world.accounts.removeKey(ADA, "desktop");
    changed();
    assertThat(world.keysInside(id)).containsExactly("key laptop");
  }

  @Test
  void areRightWhateverAnotherBerthDoesMeanwhile() {
    for (int call = 0; call < 12; call++) {
      var other = new Berth(world);
      world.addKey(ADA, "desktop");
      world.crash.meanwhile(
          call,
          () -> {
            world.accounts.removeKey(ADA, "desktop");
            changedAt(other);
          });
      changed();
      changed();
      assertThat(world.keysInside(id)).as("call %s", call).containsExactly("key laptop");
    }
  }

  @Test
  void areRightAfterACrashBetweenAnyTwoCalls() {
    for (int call = 0; call < 12; call++) {
      world.addKey(ADA, "desktop");
      world.berth.keyUpdates.outdated(new SshKeysChanged(ADA));
      world.crash.crashAt(call, true);
      try {
        world.wait(Duration.ofSeconds(2));
      } catch (CrashPoint.Crash _) {
        // As planned.
      }
      world.crash();
      world.accounts.removeKey(ADA, "desktop");
      world.berth.keyUpdates.outdated(new SshKeysChanged(ADA));
      world.wait(Duration.ofMinutes(1));
      assertThat(world.keysInside(id)).as("call %s", call).containsExactly("key laptop");
    }
  }

  @Test
  void costTheEngineNothingWhereNothingChanged() {
    int tries = execs();
    changed();
    world.berth.keyUpdates.changed(new SshKeysChanged(BOB));
    world.wait(Duration.ofMinutes(2));
    assertThat(execs()).isEqualTo(tries);
  }

  private void changed() {
    world.berth.keyUpdates.outdated(new SshKeysChanged(ADA));
    changedAt(world.berth);
  }

  private static void changedAt(Berth berth) {
    berth.keyUpdates.changed(new SshKeysChanged(ADA));
    berth.tasks.runAll();
  }

  private int execs() {
    return Collections.frequency(world.engine.calls(), Call.EXEC);
  }
}
