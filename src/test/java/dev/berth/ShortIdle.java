package dev.berth;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.Map;

/** As {@link SimulatedGpuEngine}, with idle workspaces stopped within seconds. */
public final class ShortIdle implements QuarkusTestProfile {

  @Override
  public Map<String, String> getConfigOverrides() {
    var settings = new HashMap<>(new SimulatedGpuEngine().getConfigOverrides());
    settings.put("berth.idle.every", "2s");
    // A look each two seconds is work itself.
    settings.put("berth.idle.cpu-percent", "20");
    settings.put("berth.plan.least-idle-stop-after", "5s");
    return settings;
  }
}
