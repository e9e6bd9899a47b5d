package dev.berth;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Berth without an engine in sight: requests are taken all the same, and nothing ever runs. */
public final class NoEngine implements QuarkusTestProfile {

  public static final int MAX_LEASES = 6;

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "berth.engine.host", "unix:///nowhere/docker.sock",
        "berth.plan.max-memory", "8g",
        "berth.plan.max-leases", Integer.toString(MAX_LEASES));
  }
}
