package dev.berth.snapshot;

import static dev.berth.lease.model.SampleLeases.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.audit.InMemoryAudit;
import dev.berth.engine.EngineException;
import dev.berth.engine.FakeEngine;
import dev.berth.engine.OwnImages;
import dev.berth.engine.model.OwnImage;
import dev.berth.image.Baker;
import dev.berth.image.ImageConfig;
import dev.berth.image.Images;
import dev.berth.image.InMemoryImageStore;
import dev.berth.kernel.ImageRef;
import dev.berth.lease.model.SampleLeases;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class LeftoversTest {

  private Instant now = NOON;
  private final InMemoryImageStore store = new InMemoryImageStore();
  private final Shelf shelf = new Shelf();
  private final Leftovers leftovers = new Leftovers(shelf, images(), () -> now);

  private Images images() {
    var baker = new Baker(store, new FakeEngine(), () -> now, ForkJoinPool.commonPool(), "i");
    return new Images(store, baker, new InMemoryAudit(), () -> now, new Config());
  }

  private record Config(Map<String, String> catalogue, Duration retryAfter, int maxOwn)
      implements ImageConfig {
    Config() {
      this(Map.of(), Duration.ZERO, 1);
    }
  }

  /** What the engine has, and how often it was asked. */
  private static final class Shelf implements OwnImages {
    private final List<OwnImage> images = new ArrayList<>();
    private int lists;
    private boolean isAway;

    void put(String name, boolean used) {
      images.add(new OwnImage(new ImageRef(name), Optional.empty(), 1, used));
    }

    @Override
    public List<OwnImage> list() throws EngineException {
      lists++;
      if (isAway) {
        throw new EngineException.Unavailable("away", null);
      }
      return List.copyOf(images);
    }

    @Override
    public void remove(ImageRef image) {
      images.removeIf(it -> it.image().equals(image));
    }

    List<String> names() {
      return images.stream().map(it -> it.image().value()).toList();
    }
  }

  @Test
  void areWhatSnapshotsLeftAndNothingElse() throws EngineException {
    String id = "sha256:" + "0".repeat(64);
    shelf.put(id, false);
    shelf.put("berth-i-taken/01:token", false);
    shelf.put("berth-i-snapshots/gone:1", false);
    shelf.put("berth-i-snapshots/there:1", false);
    shelf.put("berth-i/own:0123-r3", false);
    shelf.put("berth-i/debian:old-r3", false);
    shelf.images.add(
        new OwnImage(new ImageRef("berth-i-kept/01:1"), Optional.of(SampleLeases.id(1)), 1, false));
    store.add("ada/there", new ImageRef("berth-i-snapshots/there:1"), NOON);
    leftovers.sweep();
    assertThat(shelf.names())
        .containsExactly("berth-i-snapshots/there:1", "berth-i/debian:old-r3", "berth-i-kept/01:1");
  }

  @Test
  void areLookedForAgainOnlyWhileThereMayBeSome() throws EngineException {
    shelf.put("berth-i-snapshots/used:1", true);
    leftovers.sweep();
    leftovers.sweep();
    assertThat(shelf.lists).isOne();
    now = now.plus(Duration.ofMinutes(2));
    shelf.images.clear();
    leftovers.sweep();
    now = now.plus(Duration.ofDays(1));
    leftovers.sweep();
    assertThat(shelf.lists).isEqualTo(2);
    leftovers.look();
    leftovers.sweep();
    assertThat(shelf.lists).isEqualTo(3);
  }

  @Test
  void areNotForgottenWhileTheEngineIsAway() throws EngineException {
    shelf.put("berth-i-snapshots/gone:1", false);
    shelf.isAway = true;
    assertThatThrownBy(leftovers::sweep).isInstanceOf(EngineException.Unavailable.class);
    shelf.isAway = false;
    leftovers.sweep();
    assertThat(shelf.images).isEmpty();
  }
}
