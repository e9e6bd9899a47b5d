package dev.berth.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.berth.engine.model.BuildSpec;
import dev.berth.engine.model.FileEntry;
import dev.berth.kernel.ImageRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every engine must do with images. One subclass per engine. */
public abstract class ImageEngineContract {

  private final String name = "berth-test/" + UlidCreator.getUlid().toLowerCase();
  private final ImageRef tag = new ImageRef(name + ":1");
  private final ImageRef otherTag = new ImageRef(name + ":2");
  private final List<String> progress = new ArrayList<>();

  protected abstract ImageEngine images();

  /** An image that is there, to build on. */
  protected abstract ImageRef source();

  @AfterEach
  void removeTheImages() throws EngineException {
    images().removeImage(tag);
    images().removeImage(otherTag);
  }

  @Test
  void buildsAnImageAndTellsItsSteps() throws EngineException {
    images().build(build("FROM " + source() + "\nENV WHO=ada\n"), progress::add);
    assertThat(images().imageDigest(tag)).get().asString().matches("sha256:[0-9a-f]{64}");
    assertThat(images().imageSize(tag).orElseThrow()).isPositive();
    assertThat(images().imageSize(new ImageRef("berth-none:1"))).isEmpty();
    assertThat(progress)
        .contains("Step 1/2 : FROM " + source(), "Step 2/2 : ENV WHO=ada")
        .noneMatch(line -> line.isBlank() || line.contains("\n"));
  }

  @Test
  void anotherContextGivesAnotherDigest() throws EngineException {
    images().build(build("FROM " + source() + "\nENV WHO=ada\n"), progress::add);
    images().build(build(otherTag, "FROM " + source() + "\nENV WHO=bob\n"), progress::add);
    assertThat(images().imageDigest(otherTag)).isPresent().isNotEqualTo(images().imageDigest(tag));
  }

  @Test
  void aFailingStepIsRejectedWithItsMessage() throws EngineException {
    assertThatThrownBy(
            () -> images().build(build("FROM " + source() + "\nRUN exit 9\n"), progress::add))
        .isInstanceOf(EngineException.Rejected.class)
        .hasMessageContaining("returned a non-zero code: 9");
    assertThat(images().imageDigest(tag)).isEmpty();
  }

  @Test
  void aContextWithoutADockerfileIsRejected() {
    var spec = new BuildSpec(tag, List.of(file("readme", "x")), Map.of(), Map.of());
    assertThatThrownBy(() -> images().build(spec, progress::add))
        .isInstanceOf(EngineException.Rejected.class)
        .hasMessageContaining("Dockerfile");
  }

  @Test
  void pullingWhatNoRegistryHasIsAMissingImage() {
    assertThatThrownBy(() -> images().pull(tag, progress::add))
        .isInstanceOf(EngineException.ImageMissing.class);
  }

  @Test
  void anImageThatIsNotThereHasNoDigest() throws EngineException {
    assertThat(images().imageDigest(tag)).isEmpty();
  }

  @Test
  void removesAnImageAndOneThatIsGone() throws EngineException {
    images().build(build("FROM " + source() + "\nENV WHO=ada\n"), progress::add);
    images().removeImage(tag);
    images().removeImage(tag);
    assertThat(images().imageDigest(tag)).isEmpty();
    assertThat(images().imageDigest(source())).isPresent();
  }

  protected final ImageRef tag() {
    return tag;
  }

  private BuildSpec build(String dockerfile) {
    return build(tag, dockerfile);
  }

  private static BuildSpec build(ImageRef tag, String dockerfile) {
    return new BuildSpec(tag, List.of(file("Dockerfile", dockerfile)), Map.of(), Map.of());
  }

  protected static FileEntry file(String path, String text) {
    return new FileEntry(path, 0644, text.getBytes(UTF_8));
  }
}
