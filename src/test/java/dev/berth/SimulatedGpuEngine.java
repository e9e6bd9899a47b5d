package dev.berth;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.Map;

/** As {@link RealEngine}, on the engine with simulated GPUs. */
public final class SimulatedGpuEngine implements QuarkusTestProfile {

  @Override
  public Map<String, String> getConfigOverrides() {
    var gpus = SimulatedGpus.shared();
    var settings = new HashMap<>(new RealEngine().getConfigOverrides());
    settings.put("berth.engine.host", gpus.engine());
    settings.put("berth.node.bind-address", "0.0.0.0");
    settings.put("berth.node.address", gpus.address());
    settings.put("berth.node.probe-address", gpus.address());
    settings.put("berth.plan.max-gpus", "100");
    settings.put("berth.gpu.probe-every", "5s");
    settings.put("berth.gpu.check-every", "2s");
    settings.put("berth.engine.deadline.gpus", "10s");
    return settings;
  }
}
