package dev.berth.image;

import dev.berth.kernel.ImageRef;

/** What a catalogue name comes to when a workspace is about to start. */
public sealed interface Resolution {

  /** The engine has this image. */
  record Ready(ImageRef image) implements Resolution {}

  /** It is being baked; ask again. {@code lastLine} is what the builder said last. */
  record Baking(String lastLine) implements Resolution {}

  /** It could not be baked a moment ago; asking later tries again. */
  record Failed(String reason) implements Resolution {}

  /** The catalogue has no such name any more. */
  record Unknown() implements Resolution {}
}
