package dev.berth.engine.docker;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** The configuration with its real defaults, but for what a test gives. */
final class TestDockerConfig {

  private TestDockerConfig() {}

  static DockerConfig of(Map<String, String> values) {
    var builder =
        new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(DockerConfig.class);
    values.forEach((key, value) -> builder.withDefaultValue("berth.engine." + key, value));
    return builder.build().getConfigMapping(DockerConfig.class);
  }
}
