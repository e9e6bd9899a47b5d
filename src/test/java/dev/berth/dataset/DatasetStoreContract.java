package dev.berth.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.dataset.Publication.Overlaps;
import dev.berth.dataset.Publication.Published;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of datasets must do. Each test begins with none. */
public abstract class DatasetStoreContract {

  private static final Dataset PICTURES =
      new Dataset("pictures", "/data/pictures", "many", false, true);

  protected abstract DatasetStore store();

  @Test
  void publishesAndReplaces() {
    assertThat(store().put(PICTURES)).isEqualTo(new Published(PICTURES, true));
    assertThat(store().find("pictures")).contains(PICTURES);
    var other = new Dataset("pictures", "/srv/p", "", true, false);
    assertThat(store().put(other)).isEqualTo(new Published(other, false));
    assertThat(store().find("pictures")).contains(other);
    assertThat(store().find("words")).isEmpty();
  }

  @Test
  void listsByNameWhatIsNotRemoved() {
    store().put(new Dataset("words", "/data/words", "", false, true));
    store().put(PICTURES);
    assertThat(store().list()).extracting(Dataset::name).containsExactly("pictures", "words");
    assertThat(store().remove("words")).isTrue();
    assertThat(store().remove("words")).isFalse();
    assertThat(store().list()).containsExactly(PICTURES);
  }

  @Test
  void keepsWritersApart() {
    store().put(PICTURES);
    assertThat(store().put(new Dataset("all", "/data", "", true, true)))
        .isEqualTo(new Overlaps(PICTURES));
    assertThat(store().find("all")).isEmpty();
    assertThat(store().put(new Dataset("all", "/data", "", false, true)))
        .isInstanceOf(Published.class);
    // Now that one is above it, it can't become writable either.
    assertThat(store().put(new Dataset("pictures", "/data/pictures", "many", true, true)))
        .isInstanceOf(Overlaps.class);
    assertThat(store().find("pictures")).contains(PICTURES);
  }

  @Test
  void letsOneOfThoseInThatArePublishedAtOnce() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Publication>> calls =
          IntStream.range(0, 6)
              .<Callable<Publication>>mapToObj(
                  i -> () -> store().put(new Dataset("d" + i, "/data/same", "", true, true)))
              .toList();
      assertThat(threads.invokeAll(calls))
          .map(Future::get)
          .filteredOn(Published.class::isInstance)
          .hasSize(1);
    }
    assertThat(store().list()).hasSize(1);
  }
}
