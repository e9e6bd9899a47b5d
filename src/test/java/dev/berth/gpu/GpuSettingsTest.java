package dev.berth.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.grant.model.Gpu;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GpuSettingsTest {

  private static GpuConfig config(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .withSources(new PropertiesConfigSource(settings, "test", 100))
        .withConverter(Duration.class, 200, new DurationConverter())
        .withMapping(GpuConfig.class)
        .build()
        .getConfigMapping(GpuConfig.class);
  }

  private static Map<String, String> declared(int place, String uuid, String model, String memory) {
    String gpu = "berth.gpu.declared[" + place + "].";
    return Map.of(
        "berth.gpu.discovery",
        "declared",
        gpu + "uuid",
        uuid,
        gpu + "model",
        model,
        gpu + "memory",
        memory);
  }

  @Test
  void findsNothingWrongWithTheDefaults() {
    var config = config(Map.of());
    assertThat(GpuSettings.wrong(config)).isEmpty();
    assertThat(GpuSettings.cleanBelow(config)).isEqualTo(ByteSize.ofMebibytes(1024));
    assertThat(GpuSettings.declared(config)).isEmpty();
  }

  @Test
  void readsWhatIsDeclared() {
    var settings = new HashMap<>(declared(0, "GPU-8f3a52a1", "A100", "80g"));
    settings.putAll(declared(1, "GPU-9f3a52a1", "L4", "24g"));
    settings.put("berth.gpu.declared[1].index", "7");
    var config = config(settings);
    assertThat(GpuSettings.wrong(config)).isEmpty();
    assertThat(GpuSettings.declared(config))
        .containsExactly(
            new Gpu(new GpuId("GPU-8f3a52a1"), 0, "A100", ByteSize.ofMebibytes(80 << 10)),
            new Gpu(new GpuId("GPU-9f3a52a1"), 7, "L4", ByteSize.ofMebibytes(24 << 10)));
  }

  @Test
  void tellsEverythingThatIsWrongAtOnce() {
    var settings = new HashMap<>(declared(0, "0", " ", "much"));
    settings.putAll(declared(1, "GPU-1", "A100", "80g"));
    settings.putAll(declared(2, "GPU-1", "A100", "80g"));
    settings.put("berth.gpu.clean-below", "little");
    settings.put("berth.gpu.check-every", "0s");
    settings.put("berth.gpu.kernel-log", "/nowhere/kern.log");
    settings.put("berth.gpu.probe-image", "not an image");
    assertThat(GpuSettings.wrong(config(settings)))
        .containsExactlyInAnyOrder(
            "berth.gpu.clean-below must be a size like 80g, not 'little'",
            "berth.gpu.check-every must be longer than nothing, not 'PT0S'",
            "berth.gpu.kernel-log must be a file that Berth may read, not '/nowhere/kern.log'",
            "berth.gpu.probe-image must be an image reference like debian:bookworm-slim, not 'not"
                + " an image'",
            "berth.gpu.declared[0].uuid must be a UUID like GPU-… or MIG-…, not '0'",
            "berth.gpu.declared[0].model must be 1 to 100 characters",
            "berth.gpu.declared[0].memory must be a size like 80g, not 'much'",
            "berth.gpu.declared[2].uuid must be declared once, not again 'GPU-1'");
  }

  @Test
  void wantsADeclarationWhereItCountsAndNoneWhereItDoesNot() {
    assertThat(GpuSettings.wrong(config(Map.of("berth.gpu.discovery", "declared"))))
        .containsExactly(
            "berth.gpu.declared must have a GPU, for berth.gpu.discovery is 'declared'");
    var idle = new HashMap<>(declared(0, "GPU-1", "A100", "80g"));
    idle.remove("berth.gpu.discovery");
    assertThat(GpuSettings.wrong(config(idle)))
        .containsExactly("berth.gpu.declared must be left out, for berth.gpu.discovery is 'probe'");
  }
}
