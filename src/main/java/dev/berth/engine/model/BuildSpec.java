package dev.berth.engine.model;

import dev.berth.kernel.ImageRef;
import java.util.List;
import java.util.Map;

/**
 * An image to build.
 *
 * @param files the context, with paths relative to its root; one is {@code Dockerfile}
 */
public record BuildSpec(
    ImageRef tag, List<FileEntry> files, Map<String, String> args, Map<String, String> labels) {

  public BuildSpec {
    files = List.copyOf(files);
    args = Map.copyOf(args);
    labels = Map.copyOf(labels);
  }
}
