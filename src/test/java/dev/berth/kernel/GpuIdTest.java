package dev.berth.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GpuIdTest {

  private static final GpuId GPU = new GpuId("GPU-8f3a52a1-1d1c-4f67-9f0c-6f2f3a7f7a10");

  @Test
  void aShareKnowsItsGpuAndHowMuchOfItItIs() {
    var share = GPU.share(2, 16);
    assertThat(share.value()).isEqualTo(GPU + ":2of16");
    assertThat(share.namesShare()).isTrue();
    assertThat(share.device()).isEqualTo(GPU);
    assertThat(share.number()).isEqualTo(2);
    assertThat(share.parts()).isEqualTo(16);
    assertThat(share.part()).isEqualTo(1.0 / 16);
  }

  @Test
  void aWholeGpuIsItsOwnDevice() {
    assertThat(GPU.namesShare()).isFalse();
    assertThat(GPU.device()).isEqualTo(GPU);
    assertThat(GPU.number()).isZero();
    assertThat(GPU.part()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GPU-1:1of2", "GPU-1:16of16", "MIG-GPU-1/0/0:2of2"})
  void knowsAShareByItsLooks(String text) {
    assertThat(GpuId.isValid(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GPU-1:0of2",
        "GPU-1:3of2",
        "GPU-1:1of1",
        "GPU-1:1of17",
        "GPU-1:1",
        "GPU-1:1of2:1of2",
        "3"
      })
  void nothingElseIsOne(String text) {
    assertThat(GpuId.isValid(text)).isFalse();
  }
}
