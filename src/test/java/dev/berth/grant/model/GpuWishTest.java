package dev.berth.grant.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import java.util.List;
import org.junit.jupiter.api.Test;

class GpuWishTest {

  private static final ByteSize MEMORY = ByteSize.ofMebibytes(81_920);
  private static final Gpu GPU = new Gpu(new GpuId("GPU-1"), 0, "NVIDIA A100-SXM4-80GB", MEMORY);

  @Test
  void isMetByAnyGpuWhereNothingIsSaid() {
    assertThat(GpuWish.of(1).matches(GPU)).isTrue();
  }

  @Test
  void isMetByAPartOfTheModelInAnyCase() {
    assertThat(new GpuWish(1, "a100", null, List.of()).matches(GPU)).isTrue();
    assertThat(new GpuWish(1, "H100", null, List.of()).matches(GPU)).isFalse();
  }

  @Test
  void isMetByJustAsMuchMemory() {
    assertThat(new GpuWish(1, null, MEMORY, List.of()).matches(GPU)).isTrue();
    var more = new ByteSize(MEMORY.bytes() + 1);
    assertThat(new GpuWish(1, null, more, List.of()).matches(GPU)).isFalse();
  }

  @Test
  void isMetByThoseThatAreNamedOnly() {
    assertThat(new GpuWish(1, null, null, List.of(GPU.id())).matches(GPU)).isTrue();
    var other = List.of(new GpuId("GPU-2"));
    assertThat(new GpuWish(1, null, null, other).matches(GPU)).isFalse();
  }

  @Test
  void keepsAllElseWhenItAsksForAClaim() {
    var wish = new GpuWish(2, "A100", MEMORY, List.of(), false, OnLoss.RESTART, false);
    assertThat(wish.withClaim())
        .isEqualTo(new GpuWish(2, "A100", MEMORY, List.of(), false, OnLoss.RESTART, true));
  }
}
