package dev.berth.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import dev.berth.engine.DiskEngine;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.DiskReport;
import dev.berth.engine.model.DiskReport.VolumeSize;
import dev.berth.kernel.LeaseId;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What things of one installation take of one Docker Engine's disk. */
public final class DockerDisk implements DiskEngine, Closeable {

  /** Engines from 23 on leave out what is not asked for; older ones count the build cache too. */
  private static final String DISK_USE = "/system/df?type=container&type=image&type=volume";

  private static final String WHAT = "measure the disk";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final DockerConfig.Deadlines deadline;
  private final DockerLabels labels;
  private final DockerCalls calls;

  /**
   * @param installation as {@link DockerEngine} has it
   */
  public DockerDisk(DockerConfig config, String installation) {
    this.deadline = config.deadline();
    this.labels = new DockerLabels(installation);
    this.calls = new DockerCalls(config);
  }

  @Override
  public DiskReport measure() throws EngineException {
    var request = Request.builder();
    request.method(Request.Method.GET).path(DISK_USE);
    return report(
        calls.read(
            WHAT,
            deadline.disk(),
            request.build(),
            answer -> {
              if (answer.getStatusCode() != 200) {
                throw DockerErrors.refused(WHAT, answer.getStatusCode(), DockerCalls.text(answer));
              }
              return JSON.readTree(answer.getBody());
            }));
  }

  @Override
  public Duration deadline() {
    return deadline.disk();
  }

  private DiskReport report(JsonNode disk) {
    var layers = new HashMap<LeaseId, Long>();
    own(disk.path("Containers")).forEach(it -> add(layers, it, it.path("SizeRw").asLong()));
    // What is kept of a container is an image on top of one that others have too.
    own(disk.path("Images"))
        .forEach(it -> add(layers, it, it.path("Size").asLong() - it.path("SharedSize").asLong()));
    return new DiskReport(layers, volumes(disk.path("Volumes")));
  }

  private static void add(Map<LeaseId, Long> layers, JsonNode thing, long bytes) {
    DockerLabels.lease(labels(thing))
        .ifPresent(lease -> layers.merge(lease, Math.max(0, bytes), Long::sum));
  }

  /** Without those whose size the engine does not know, which it says by -1. */
  private List<VolumeSize> volumes(JsonNode volumes) {
    return own(volumes)
        .map(
            it ->
                new VolumeSize(
                    it.path("Name").asText(),
                    labels(it).getOrDefault(DockerLabels.OWNER, ""),
                    it.path("UsageData").path("Size").asLong(-1)))
        .filter(it -> it.bytes() >= 0 && !it.owner().isEmpty())
        .toList();
  }

  private Stream<JsonNode> own(JsonNode things) {
    return things.valueStream().filter(it -> this.labels.isOwn(labels(it)));
  }

  private static Map<String, String> labels(JsonNode thing) {
    var labels = new HashMap<String, String>();
    thing
        .path("Labels")
        .properties()
        .forEach(it -> labels.put(it.getKey(), it.getValue().asText()));
    return labels;
  }

  @Override
  public void close() throws IOException {
    calls.close();
  }
}
