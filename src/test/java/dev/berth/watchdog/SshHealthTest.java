package dev.berth.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.EngineException;
import dev.berth.engine.FakeEngine.Call;
import dev.berth.engine.model.ExecResult;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseEvent;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.watchdog.Reachability.Answer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Quiet.class)
class SshHealthTest {

  private static final Duration EVERY = Duration.ofMinutes(1);

  private final World world = new World();
  private final LeaseId lease = world.running("box");
  private int restarts;

  SshHealthTest() {
    answersAfterRestart(true);
  }

  private void answersAfterRestart(boolean helps) {
    world.restartSshd =
        () -> {
          restarts++;
          if (helps) {
            answer(Optional.empty());
          }
          return Optional.of(new ExecResult(0, ""));
        };
  }

  /** Empty: as its container would. */
  private void answer(Optional<Answer> answer) {
    world.reachability.instead(() -> answer);
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      world.clock.pass(EVERY);
      world.berth.ssh.pass();
    }
  }

  private List<LeaseEvent> told() {
    return world.leases.events(lease, 0, 100).stream()
        .filter(event -> event.kind().startsWith("ssh"))
        .toList();
  }

  private double counted(String name, String tag, String value) {
    return world.berth.registry.get(name).tag(tag, value).counter().count();
  }

  @Test
  void aServerThatAnswersIsLeftAlone() {
    look(10);
    assertThat(restarts).isZero();
    assertThat(told()).isEmpty();
    assertThat(counted("berth.ssh.probes", "answer", "ours")).isEqualTo(10);
  }

  @Test
  void oneThatDoesNotAnswerThreeTimesInARowIsStartedAnewAndNothingElse() {
    int starts = Collections.frequency(world.engine.calls(), Call.START);
    answer(Optional.of(Answer.NONE));
    look(2);
    assertThat(restarts).isZero();
    look(5);
    assertThat(restarts).isOne();
    assertThat(world.state(lease)).isInstanceOf(Running.class);
    assertThat(Collections.frequency(world.engine.calls(), Call.START)).isEqualTo(starts);
    assertThat(told()).hasSize(1);
    assertThat(told().getFirst().kind()).isEqualTo("sshd-restarted");
    assertThat(told().getFirst().message())
        .isEqualTo(
            "the SSH server did not answer 3 times in a row and was started anew; what runs in the"
                + " workspace goes on");
    assertThat(counted("berth.sshd.restarts", "result", "answers")).isOne();
  }

  @Test
  void aFailureBetweenAnswersDoesNotCount() {
    for (int i = 0; i < 5; i++) {
      answer(Optional.of(Answer.NONE));
      look(2);
      answer(Optional.empty());
      look(1);
    }
    assertThat(restarts).isZero();
  }

  @Test
  void whatDoesNotHelpIsDoneLessAndLessOften() {
    answersAfterRestart(false);
    answer(Optional.of(Answer.NONE));
    look(24);
    assertThat(restarts).isEqualTo(4);
    assertThat(told()).hasSize(4);
    assertThat(told().getLast().message()).endsWith("It does not answer still");
  }

  @Test
  void anotherHostKeyIsNotHealthyAndIsToldOf() {
    answer(Optional.of(Answer.ANOTHER_KEY));
    look(3);
    assertThat(restarts).isZero();
    assertThat(told()).hasSize(1);
    assertThat(told().getFirst().kind()).isEqualTo("ssh-unreachable");
    assertThat(told().getFirst().message())
        .isEqualTo("another SSH server answers on port 22000, with another host key");
  }

  @Test
  void saysWhatHelpsWhereItCanNotBeStartedAnew() {
    world.restartSshd = () -> Optional.of(new ExecResult(126, "no such file\n"));
    answer(Optional.of(Answer.NONE));
    look(3);
    assertThat(told().getFirst().message())
        .contains("can't be started anew by itself: no such file; restarting the lease helps");
    world.engine.failNext(Call.EXEC, new EngineException.Rejected("is paused"));
    look(3);
    assertThat(told().getLast().message()).contains("is paused");
    assertThat(counted("berth.sshd.restarts", "result", "refused")).isEqualTo(2);
  }

  @Test
  void aWorkspaceThatIsDownIsTheDriversAndCountsAnewOnceItIsUp() {
    answer(Optional.of(Answer.NONE));
    look(2);
    world.engine.kill(lease.containerName(), 1);
    look(3);
    assertThat(restarts).isZero();
    answer(Optional.empty());
    world.settle();
    assertThat(world.state(lease)).isInstanceOf(Running.class);
    answer(Optional.of(Answer.NONE));
    look(2);
    assertThat(restarts).isZero();
    look(1);
    assertThat(restarts).isOne();
  }
}
