package dev.berth.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
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

  /** A client past our own code, to see what it did. */
  static DockerClient client(DockerConfig config) {
    var client =
        DefaultDockerClientConfig.createDefaultConfigBuilder()
            .withDockerHost(config.host().toString())
            .build();
    return DockerClientImpl.getInstance(
        client, new ZerodepDockerHttpClient.Builder().dockerHost(client.getDockerHost()).build());
  }
}
