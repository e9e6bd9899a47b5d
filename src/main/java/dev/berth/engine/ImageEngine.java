package dev.berth.engine;

import dev.berth.engine.model.BuildSpec;
import dev.berth.kernel.ImageRef;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * What Berth needs from an engine for images. The rules of {@link ContainerEngine} hold here too.
 */
public interface ImageEngine {

  /** Digest of an image that is on the engine: {@code sha256:…} of its configuration. */
  Optional<String> imageDigest(ImageRef image) throws EngineException;

  /** Bytes of an image that is on the engine, with what it shares with others. */
  OptionalLong imageSize(ImageRef image) throws EngineException;

  /**
   * Pulls an image from its registry, or does nothing where it is up to date.
   *
   * @param progress gets a line at a time
   * @throws EngineException.ImageMissing if no registry has it, or none answers
   */
  void pull(ImageRef image, Consumer<String> progress) throws EngineException;

  /**
   * Builds an image from a Dockerfile and the files beside it.
   *
   * @param progress gets a line at a time
   * @throws EngineException.Rejected if a step fails, with that step's message
   */
  void build(BuildSpec spec, Consumer<String> progress) throws EngineException;

  /** Removes an image by reference; does nothing where it is gone. */
  void removeImage(ImageRef image) throws EngineException;
}
