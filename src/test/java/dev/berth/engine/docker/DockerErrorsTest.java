package dev.berth.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.EngineException;
import org.junit.jupiter.api.Test;

class DockerErrorsTest {

  private static final String TASK = "task " + "6154e5be".repeat(8) + ": already exists";

  private static EngineException of(String text) {
    return DockerErrors.refused("start", 500, "{\"message\": \"" + text + "\"}");
  }

  @Test
  void aContainerThatRunsUnseenByTheEngineIsToldFromOneThatDoesNotStart() {
    assertThat(of(TASK + ": unknown")).isInstanceOf(EngineException.StillRuns.class);
    assertThat(of("exec: " + TASK)).isNotInstanceOf(EngineException.StillRuns.class);
  }
}
