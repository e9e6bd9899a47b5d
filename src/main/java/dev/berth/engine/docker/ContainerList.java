package dev.berth.engine.docker;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Request.Method;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.ObservedContainer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All containers of an installation, read as they come and of each only what is asked for:
 * docker-java makes objects of everything, which with thousands of containers was most of what an
 * idle Berth did.
 */
final class ContainerList {

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final ObjectReader CONTAINER = JSON.readerFor(Listed.class);

  private ContainerList() {}

  private record Listed(
      @JsonProperty("Id") String id,
      @JsonProperty("Names") List<String> names,
      @JsonProperty("State") @Nullable String state,
      @JsonProperty("Labels") @Nullable Map<String, String> labels) {

    ObservedContainer observed() {
      return new ObservedContainer(
          names.getFirst().substring(1),
          DockerLabels.lease(labels),
          Observation.phase(state),
          0,
          false,
          DockerLabels.generation(labels),
          Optional.empty(),
          id,
          Optional.empty(),
          DockerLabels.gpus(labels));
    }
  }

  /**
   * @param label that they have, as {@code name=value}
   */
  static Request request(String label) {
    return Request.builder()
        .method(Method.GET)
        .path(
            "/containers/json?all=true&filters="
                + URLEncoder.encode(filters(label), StandardCharsets.UTF_8))
        .build();
  }

  private static String filters(String label) {
    try {
      return JSON.writeValueAsString(Map.of("label", List.of(label)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Without exit codes and limits, of which a list says nothing. */
  static List<ObservedContainer> read(String what, Response answer)
      throws EngineException, IOException {
    if (answer.getStatusCode() != 200) {
      throw DockerErrors.refused(what, answer.getStatusCode(), DockerCalls.text(answer));
    }
    var all = new ArrayList<ObservedContainer>();
    try (var containers = CONTAINER.<Listed>readValues(answer.getBody())) {
      while (containers.hasNextValue()) {
        all.add(containers.nextValue().observed());
      }
    }
    return List.copyOf(all);
  }
}
