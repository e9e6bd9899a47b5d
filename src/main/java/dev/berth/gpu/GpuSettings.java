package dev.berth.gpu;

import dev.berth.gpu.GpuConfig.Declared;
import dev.berth.gpu.GpuConfig.Discovery;
import dev.berth.grant.model.Gpu;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.ImageRef;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/** Reads the settings of GPUs that are texts. */
public final class GpuSettings {

  private static final int MAX_MODEL = 100;

  private GpuSettings() {}

  /** Everything that is wrong, each line with what to do about it; empty where all is well. */
  public static List<String> wrong(GpuConfig config) {
    var wrong = new ArrayList<String>();
    size("berth.gpu.clean-below", config.cleanBelow(), wrong);
    positive("berth.gpu.probe-every", config.probeEvery(), wrong);
    positive("berth.gpu.check-every", config.checkEvery(), wrong);
    if (!ImageRef.isValid(config.probeImage())) {
      wrong.add(
          "berth.gpu.probe-image must be an image reference like debian:bookworm-slim, not '"
              + config.probeImage()
              + "'");
    }
    config
        .kernelLog()
        .filter(log -> !Files.isRegularFile(log) || !Files.isReadable(log))
        .ifPresent(
            log ->
                wrong.add(
                    "berth.gpu.kernel-log must be a file that Berth may read, not '" + log + "'"));
    declared(config, wrong);
    return List.copyOf(wrong);
  }

  private static void declared(GpuConfig config, List<String> wrong) {
    boolean counts = config.discovery() == Discovery.DECLARED;
    if (counts && config.declared().isEmpty()) {
      wrong.add("berth.gpu.declared must have a GPU, for berth.gpu.discovery is 'declared'");
    }
    if (!counts && !config.declared().isEmpty()) {
      wrong.add("berth.gpu.declared must be left out, for berth.gpu.discovery is 'probe'");
    }
    var uuids = new HashSet<String>();
    for (int i = 0; i < config.declared().size(); i++) {
      Declared gpu = config.declared().get(i);
      String property = "berth.gpu.declared[" + i + "].";
      if (!GpuId.isValid(gpu.uuid())) {
        wrong.add(property + "uuid must be a UUID like GPU-… or MIG-…, not '" + gpu.uuid() + "'");
      } else if (!uuids.add(gpu.uuid())) {
        wrong.add(property + "uuid must be declared once, not again '" + gpu.uuid() + "'");
      }
      if (gpu.model().isBlank() || gpu.model().length() > MAX_MODEL) {
        wrong.add(property + "model must be 1 to " + MAX_MODEL + " characters");
      }
      size(property + "memory", gpu.memory(), wrong);
    }
  }

  private static void size(String property, String text, List<String> wrong) {
    if (ByteSize.parse(text).isEmpty()) {
      wrong.add(property + " must be a size like 80g, not '" + text + "'");
    }
  }

  private static void positive(String property, Duration value, List<String> wrong) {
    if (!value.isPositive()) {
      wrong.add(property + " must be longer than nothing, not '" + value + "'");
    }
  }

  /** The GPUs that are declared, of settings with which nothing is wrong. */
  public static List<Gpu> declared(GpuConfig config) {
    return IntStream.range(0, config.declared().size())
        .mapToObj(
            i -> {
              var gpu = config.declared().get(i);
              return new Gpu(
                  new GpuId(gpu.uuid()),
                  gpu.index().orElse(i),
                  gpu.model(),
                  ByteSize.parse(gpu.memory()).orElseThrow());
            })
        .toList();
  }

  /** Of settings with which nothing is wrong. */
  public static ByteSize cleanBelow(GpuConfig config) {
    return ByteSize.parse(config.cleanBelow()).orElseThrow();
  }
}
