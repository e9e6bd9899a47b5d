package dev.berth.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.EngineException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GpuErrorsTest {

  private static final String UUID = "GPU-7a9be9b3-f8e9-4f7d-8f66-6df0a0a6d6da";
  private static final String HOOK =
      "failed to create shim task: OCI runtime create failed: runc create failed: unable to start"
          + " container process: error during container init: error running hook #0: error running"
          + " hook: exit status 1, stdout: , stderr: ";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "could not select device driver \"\" with capabilities: [[gpu]]",
        "could not select device driver \"cdi\" with capabilities: []",
        HOOK + "nvidia-container-cli: initialization error: nvml error: driver not loaded: unknown",
        HOOK
            + "Auto-detected mode as 'legacy'\nnvidia-container-cli: initialization error: load"
            + " library failed: libnvidia-ml.so.1: cannot open shared object file: unknown",
        HOOK
            + "invoking the NVIDIA Container Runtime Hook directly (e.g. specifying the docker"
            + " --gpus flag) is not supported. Please use the NVIDIA Container Runtime",
      })
  void someTextsMeanThatNobodyGetsAGpu(String text) {
    assertThat(of(text)).get().isInstanceOf(EngineException.NoGpuSupport.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        HOOK + "nvidia-container-cli: device error: " + UUID + ": unknown device: unknown",
        "CDI device injection failed: unresolvable CDI devices nvidia.com/gpu=" + UUID,
      })
  void othersNameTheGpu(String text) {
    assertThat(of(text))
        .containsInstanceOf(EngineException.GpuFailed.class)
        .get()
        .extracting(failed -> ((EngineException.GpuFailed) failed).gpu())
        .isEqualTo(Optional.of(UUID));
  }

  @Test
  void aMigDeviceIsNamedWhole() {
    String mig = "MIG-GPU-7a9be9b3-f8e9-4f7d-8f66-6df0a0a6d6da/1/0";
    assertThat(of(HOOK + "nvidia-container-cli: device error: " + mig + ": unknown device"))
        .get()
        .extracting(failed -> ((EngineException.GpuFailed) failed).gpu())
        .isEqualTo(Optional.of(mig));
  }

  @Test
  void whatAUserCallsACommandAccusesNoGpu() {
    assertThat(
            of(
                "runc create failed: unable to start container process: exec:"
                    + " \"nvidia-container-cli: device error: "
                    + UUID
                    + ": unknown device\": executable file not found in $PATH"))
        .isEmpty();
  }

  private static Optional<EngineException> of(String text) {
    return GpuErrors.in("start: " + text, text, new IllegalStateException());
  }
}
