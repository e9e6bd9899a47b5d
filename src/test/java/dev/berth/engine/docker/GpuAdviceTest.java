package dev.berth.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GpuAdviceTest {

  private static final String NO_DRIVER =
      "could not select device driver \"\" with capabilities: [[gpu]]";

  private static String legacy(String text) {
    return GpuAdvice.of(GpuRequest.LEGACY, text, false);
  }

  private static String cdi(String text) {
    return GpuAdvice.of(GpuRequest.CDI, text, false);
  }

  @Test
  void anEngineWithoutTheHookNeedsTheToolkit() {
    assertThat(legacy(NO_DRIVER)).contains("nvidia-container-toolkit", "nvidia-ctk runtime");
  }

  @Test
  void aToolkitInAnotherModeIsAskedInItsOwnWay() {
    assertThat(
            legacy(
                "invoking the NVIDIA Container Runtime Hook directly (e.g. specifying the docker"
                    + " --gpus flag) is not supported"))
        .contains("berth.engine.gpu-request=cdi");
  }

  @Test
  void anEngineWithoutCdiMustBeYounger() {
    assertThat(cdi("could not select device driver \"cdi\" with capabilities: []"))
        .contains("25 or later", "nvidia-ctk cdi generate");
  }

  @Test
  void aDescriptionThatIsMissingIsGenerated() {
    assertThat(cdi("failed to inject CDI devices: CDI registry has no devices"))
        .contains("nvidia-ctk cdi generate")
        .doesNotContain("25 or later");
    assertThat(cdi("failed to discover GPU vendor from CDI: no known GPU vendor found"))
        .contains("nvidia-ctk cdi generate");
  }

  @Test
  void aDriverThatDoesNotWorkIsLookedAtOnTheHost() {
    String version = "Failed to initialize NVML: Driver/library version mismatch";
    assertThat(legacy(version)).contains("nvidia-smi").isEqualTo(cdi(version));
    assertThat(legacy("nvidia-container-cli: initialization error: nvml error: driver not loaded"))
        .contains("driver");
  }

  @Test
  void whereTheOtherWayWorksThatIsAllThatHasToBeSaid() {
    assertThat(GpuAdvice.of(GpuRequest.CDI, NO_DRIVER, true)).endsWith("gpu-request=legacy");
    assertThat(GpuAdvice.of(GpuRequest.LEGACY, NO_DRIVER, true)).endsWith("gpu-request=cdi");
  }
}
