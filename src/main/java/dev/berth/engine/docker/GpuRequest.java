package dev.berth.engine.docker;

import com.github.dockerjava.api.model.DeviceRequest;
import com.github.dockerjava.api.model.HostConfig;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How Docker is asked for GPUs, always by id: it keeps no account of them, and a number of GPUs
 * means the first ones, for everybody.
 */
public enum GpuRequest {
  /** By NVIDIA's runtime hook, as {@code docker run --gpus} does. */
  LEGACY {
    @Override
    DeviceRequest of(List<String> gpus) {
      return request("", gpus);
    }

    @Override
    DeviceRequest all() {
      return request("", List.of()).withCount(-1);
    }

    private static DeviceRequest request(String driver, List<String> ids) {
      return new DeviceRequest()
          .withDriver(driver)
          .withDeviceIds(ids)
          .withCapabilities(List.of(List.of("gpu")));
    }
  },
  /** By the Container Device Interface, as {@code docker run --device nvidia.com/gpu=} does. */
  CDI {
    @Override
    DeviceRequest of(List<String> gpus) {
      return new DeviceRequest()
          .withDriver("cdi")
          .withDeviceIds(gpus.stream().map(gpu -> CDI_KIND + gpu).toList());
    }

    @Override
    DeviceRequest all() {
      return of(List.of("all"));
    }
  };

  private static final String CDI_KIND = "nvidia.com/gpu=";

  GpuRequest other() {
    return this == LEGACY ? CDI : LEGACY;
  }

  /** As {@code berth.engine.gpu-request} says it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** For these UUIDs. */
  abstract DeviceRequest of(List<String> gpus);

  /** For whatever there is. */
  abstract DeviceRequest all();

  /** The UUIDs that a container was asked for, however that was done. */
  static List<String> requested(@Nullable HostConfig host) {
    return host == null || host.getDeviceRequests() == null
        ? List.of()
        : host.getDeviceRequests().stream()
            .map(DeviceRequest::getDeviceIds)
            .filter(Objects::nonNull)
            .flatMap(ids -> ids.stream().flatMap(GpuRequest::uuid))
            .toList();
  }

  private static Stream<String> uuid(String id) {
    return Stream.of(id.startsWith(CDI_KIND) ? id.substring(CDI_KIND.length()) : id);
  }
}
