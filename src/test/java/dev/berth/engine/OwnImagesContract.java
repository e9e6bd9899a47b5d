package dev.berth.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.berth.engine.model.BuildSpec;
import dev.berth.engine.model.ContainerSpec;
import dev.berth.engine.model.FileEntry;
import dev.berth.engine.model.KeepSpec;
import dev.berth.engine.model.OwnImage;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every engine must do with an installation's own images. One subclass per engine. */
public abstract class OwnImagesContract {

  private final LeaseId lease = new LeaseId(UlidCreator.getMonotonicUlid().toString());
  private final String repository = "berth-test/" + UlidCreator.getUlid().toLowerCase();
  private final ImageRef mine = new ImageRef(repository + ":mine");
  private final ImageRef theirs = new ImageRef(repository + ":theirs");
  private final ImageRef nobodys = new ImageRef(repository + ":nobodys");

  protected abstract OwnImages own();

  protected abstract ImageEngine images();

  protected abstract ContainerEngine engine();

  protected abstract String installation();

  /** An image that is there, to build on. */
  protected abstract ImageRef source();

  @BeforeEach
  void build() throws EngineException {
    build(mine, Map.of("dev.berth.installation", installation()));
    build(theirs, Map.of("dev.berth.installation", "another"));
    build(nobodys, Map.of());
  }

  @AfterEach
  void removeEverything() throws EngineException {
    engine().remove(lease.containerName());
    for (var kept : engine().kept()) {
      engine().removeKept(kept);
    }
    for (var image : List.of(mine, theirs, nobodys)) {
      images().removeImage(image);
    }
  }

  @Test
  void listsThoseThatHaveTheLabelAndNoOthers() throws EngineException {
    assertThat(own().list()).extracting(OwnImage::image).containsExactly(mine);
    var image = own().list().getFirst();
    assertThat(image.lease()).isEmpty();
    assertThat(image.bytes()).isPositive();
    assertThat(image.used()).isFalse();
  }

  @Test
  void removesThoseThatHaveTheLabelAndNoOthers() throws EngineException {
    own().remove(mine);
    own().remove(mine);
    assertThat(images().imageDigest(mine)).isEmpty();
    for (var image : List.of(theirs, nobodys, source())) {
      assertThatThrownBy(() -> own().remove(image)).isInstanceOf(EngineException.Rejected.class);
      assertThat(images().imageDigest(image)).isPresent();
    }
  }

  @Test
  void leavesWhatAContainerUses() throws EngineException {
    create();
    assertThat(own().list()).extracting(OwnImage::used).containsExactly(true);
    assertThatThrownBy(() -> own().remove(mine)).isInstanceOf(EngineException.Rejected.class);
    assertThat(images().imageDigest(mine)).isPresent();
  }

  @Test
  void showsWhoseContainerAnImageWasMadeOf() throws EngineException {
    create();
    engine().keep(new KeepSpec(lease, 1, List.of(), Optional.empty()));
    assertThat(own().list())
        .extracting(OwnImage::lease)
        .containsExactlyInAnyOrder(Optional.empty(), Optional.of(lease));
  }

  private void create() throws EngineException {
    engine()
        .create(
            new ContainerSpec(
                lease,
                0,
                mine,
                new ContainerSpec.Command(null, Map.of(), null, List.of("sleep", "infinity")),
                new ContainerSpec.Limits(
                    1,
                    ByteSize.ofMebibytes(64),
                    ByteSize.ofMebibytes(64),
                    64,
                    null,
                    Map.of(),
                    false),
                new ContainerSpec.Network.None(),
                List.of()));
  }

  private void build(ImageRef tag, Map<String, String> labels) throws EngineException {
    String dockerfile = "FROM " + source() + "\nENV TAG=" + tag + "\n";
    images()
        .build(
            new BuildSpec(
                tag,
                List.of(new FileEntry("Dockerfile", 0644, dockerfile.getBytes(UTF_8))),
                Map.of(),
                labels),
            line -> {});
  }
}
