package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.engine.FakeEngine.Call;
import dev.berth.engine.model.EngineEvent;
import dev.berth.engine.model.ExecResult;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.PortNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FakeEngineTest extends ContainerEngineContract {

  private static final ImageRef IMAGE = new ImageRef("debian:bookworm-slim");

  private final FakeEngine engine = new FakeEngine();

  FakeEngineTest() {
    engine.addImage(IMAGE);
  }

  @Override
  protected ContainerEngine engine() {
    return engine;
  }

  @Override
  protected ImageRef image() {
    return IMAGE;
  }

  @Override
  protected AutoCloseable occupy(PortNumber port) {
    engine.occupyPort(port);
    return () -> engine.freePort(port);
  }

  @Override
  protected void crash(String name) {
    engine.kill(name, 137);
  }

  @Override
  protected void addForeign(String name) {
    engine.addForeign(name);
  }

  @Override
  protected boolean hasForeign(String name) {
    return engine.hasForeign(name);
  }

  @Test
  void isUnavailableWhileDownAndBreaksSubscriptions() throws EngineException {
    var broken = new ArrayList<String>();
    engine.subscribe(event -> {}, () -> broken.add("broken"));
    engine.setDown(true);
    assertThatThrownBy(engine::list).isInstanceOf(EngineException.Unavailable.class);
    engine.setDown(false);
    assertThat(engine.list()).isEmpty();
    assertThat(broken).containsExactly("broken");
  }

  @Test
  void failsTheNextCallOfAKindWithoutItsEffect() throws EngineException {
    engine.failNext(Call.CREATE, new EngineException.Unavailable("lost"));
    assertThatThrownBy(() -> engine.create(spec())).hasMessage("lost");
    assertThat(engine.list()).isEmpty();
    engine.create(spec());
    assertThat(engine.calls()).containsExactly(Call.CREATE, Call.LIST, Call.CREATE);
  }

  @Test
  void losesTheAnswerOfTheNextCallButNotItsEffect() throws EngineException {
    engine.failNextAfterEffect(Call.CREATE, new EngineException.Unavailable("lost"));
    assertThatThrownBy(() -> engine.create(spec())).hasMessage("lost");
    assertThat(engine.list()).hasSize(1);
  }

  @Test
  void refusesStartsOnDemand() throws EngineException {
    engine.create(spec());
    engine.refuseStarts(Optional.of("no device"));
    assertThatThrownBy(() -> engine.start(name()))
        .isInstanceOf(EngineException.Rejected.class)
        .hasMessage("no device");
  }

  @Test
  void crashesOnStartOnDemand() throws EngineException {
    var actions = new ArrayList<String>();
    engine.subscribe(event -> actions.add(event.action()), () -> {});
    engine.crashOnStart(Optional.of(7));
    run();
    assertThat(engine.find(name())).get().extracting(ObservedContainer::exitCode).isEqualTo(7);
    assertThat(actions).containsExactly("start", "die");
  }

  @Test
  void runsOutOfMemoryAndGoesByHand() throws EngineException {
    var events = new ArrayList<EngineEvent>();
    engine.subscribe(events::add, () -> {});
    run();
    engine.killOutOfMemory(name());
    assertThat(engine.find(name())).get().matches(ObservedContainer::outOfMemory);
    engine.removeByHand(name());
    assertThat(engine.find(name())).isEmpty();
    assertThat(events)
        .extracting(EngineEvent::action)
        .containsExactly("start", "oom", "die", "destroy");
  }

  @Test
  void keepsTheEndOfALogAndRecordsFiles() throws EngineException {
    run();
    for (int line = 1; line <= 1500; line++) {
      engine.write(name(), "line " + line);
    }
    assertThat(engine.logTail(name(), 2)).isEqualTo("line 1499\nline 1500\n");
    assertThat(engine.logTail(name(), 5000)).startsWith("line 501\n");
    engine.putFiles(name(), List.of(file("/a", 0600, "text")));
    assertThat(engine.files(name())).containsOnlyKeys("/a");
  }

  @Test
  void answersCommandsOnDemand() throws EngineException {
    run();
    engine.answerExec((name, command) -> Optional.of(new ExecResult(4, name + command)));
    assertThat(engine.exec(name(), List.of("who")).output()).isEqualTo(name() + "[who]");
  }
}
