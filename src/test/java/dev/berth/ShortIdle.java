package dev.berth;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.Map;

/** As {@link RealEngine}, with idle workspaces stopped within seconds. */
public final class ShortIdle implements QuarkusTestProfile {

  /** As {@link SimulatedGpuEngine}, likewise. */
  public static final class WithGpus implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
      return shortened(new SimulatedGpuEngine());
    }
  }

  @Override
  public Map<String, String> getConfigOverrides() {
    return shortened(new RealEngine());
  }

  private static Map<String, String> shortened(QuarkusTestProfile profile) {
    var settings = new HashMap<>(profile.getConfigOverrides());
    settings.put("berth.idle.every", "2s");
    // A look each two seconds is work itself.
    settings.put("berth.idle.cpu-percent", "20");
    settings.put("berth.plan.least-idle-stop-after", "5s");
    return settings;
  }
}
