package dev.berth.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.berth.audit.AuditEntry;
import dev.berth.audit.InMemoryAudit;
import dev.berth.home.Home;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publishing and looking again, with real files and links. */
class DatasetsTest {

  @TempDir Path temporary;

  private final InMemoryDatasetStore store = new InMemoryDatasetStore();
  private final InMemoryAudit audit = new InMemoryAudit();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Path root = Path.of("");
  private Path secret = Path.of("");
  private List<String> roots = List.of();
  private Path home = Path.of("");

  @BeforeEach
  void makeDirectories() throws IOException {
    Path base = temporary.toRealPath();
    root = Files.createDirectory(base.resolve("data"));
    secret = Files.createDirectory(base.resolve("secret"));
    home = Files.createDirectory(base.resolve("berth"));
    roots = List.of(root.toString());
  }

  @Nested
  class Publishing {

    @Test
    void takesADirectory() throws IOException {
      var path = Files.createDirectories(root.resolve("a/b"));
      var dataset = new Dataset("words", path.toString(), "many", true, true);
      assertThat(publish("words", path, true)).isEqualTo(new Publication.Published(dataset, true));
      assertThat(publish("words", path, false))
          .isEqualTo(
              new Publication.Published(
                  new Dataset("words", path.toString(), "many", false, true), false));
      datasets().remove("ada", "words");
      datasets().remove("ada", "words");
      assertThat(audit.list(OptionalLong.empty(), 9))
          .extracting(AuditEntry::action, AuditEntry::subject, AuditEntry::detail)
          .containsExactly(
              tuple("dataset.remove", "words", ""),
              tuple("dataset.change", "words", "read-only " + path),
              tuple("dataset.publish", "words", "writable " + path));
    }

    @Test
    void takesWhatItCannotSeeAndMarksIt() {
      var path = root.resolve("not/here");
      assertThat(publish("words", path, false))
          .isEqualTo(
              new Publication.Published(
                  new Dataset("words", path.toString(), "many", false, false), true));
    }

    @Test
    void refusesAFile() throws IOException {
      assertThat(publish("words", Files.createFile(root.resolve("file")), false))
          .isEqualTo(new Publication.Refused("must be a directory"));
    }

    @Test
    void refusesALinkAtTheEnd() throws IOException {
      var link = Files.createSymbolicLink(root.resolve("link"), secret);
      assertRefused(link, link + " is one, and it leads to " + secret);
    }

    @Test
    void refusesALinkOnTheWay() throws IOException {
      Files.createDirectory(secret.resolve("inner"));
      var link = Files.createSymbolicLink(root.resolve("link"), secret);
      assertRefused(
          link.resolve("inner"), link + " is one, and it leads to " + secret.resolve("inner"));
    }

    @Test
    void refusesALinkThatStaysInTheRoot() throws IOException {
      Files.createDirectory(root.resolve("real"));
      assertRefused(
          Files.createSymbolicLink(root.resolve("link"), Path.of("real")),
          "leads to " + root.resolve("real"));
    }

    @Test
    void refusesADanglingLinkAndARound() throws IOException {
      assertRefused(
          Files.createSymbolicLink(root.resolve("dangling"), root.resolve("gone")), "nowhere");
      assertRefused(
          Files.createSymbolicLink(root.resolve("round"), root.resolve("round")), "nowhere");
      // What is behind a link can't be seen, and the link can.
      assertRefused(root.resolve("dangling/x/y"), "must have no symbolic link");
    }

    @Test
    void refusesAWayOutByDots() throws IOException {
      Files.createDirectory(root.resolve("a"));
      for (String way : List.of("/../secret", "/a/../../secret", "/a/./x", "/a//x")) {
        assertThat(datasets().publish("ada", "words", root + way, "", false))
            .isInstanceOfSatisfying(
                Publication.Refused.class,
                refused -> assertThat(refused.reason()).contains("must be written without '..'"));
      }
      assertThat(store.list()).isEmpty();
    }

    @Test
    void refusesBerthsHomeAlsoByItsRealName() throws IOException {
      var real = Files.createDirectory(root.resolve("berth-files"));
      home = Files.createSymbolicLink(temporary.resolve("link-to-home"), real);
      assertThat(publish("words", real, false))
          .isInstanceOfSatisfying(
              Publication.Refused.class,
              refused -> assertThat(refused.reason()).contains("Berth's own"));
      assertThat(publish("words", root, false)).isInstanceOf(Publication.Refused.class);
    }

    @Test
    void keepsWritersApart() throws IOException {
      var outer = Files.createDirectory(root.resolve("outer"));
      var inner = Files.createDirectory(outer.resolve("inner"));
      publish("outer", outer, true);
      assertThat(publish("inner", inner, false))
          .isEqualTo(new Publication.Overlaps(store.find("outer").orElseThrow()));
      assertThat(audit.list(OptionalLong.empty(), 9)).hasSize(1);
    }

    private void assertRefused(Path path, String why) {
      assertThat(publish("words", path, false))
          .isInstanceOfSatisfying(
              Publication.Refused.class,
              refused ->
                  assertThat(refused.reason())
                      .startsWith("must have no symbolic link in it: ")
                      .contains(why));
      assertThat(store.list()).isEmpty();
    }
  }

  @Nested
  class ResolvingRightBeforeAStart {

    private Path path = Path.of("");

    @BeforeEach
    void publishWords() throws IOException {
      path = Files.createDirectories(root.resolve("a/words"));
      assertThat(publish("words", path, true)).isInstanceOf(Publication.Published.class);
    }

    @Test
    void findsTheDirectory() {
      assertThat(datasets().resolve("words")).isEqualTo(new Resolved.Found(path, true));
    }

    @Test
    void knowsWhatIsGone() {
      datasets().remove("ada", "words");
      assertThat(datasets().resolve("words")).isEqualTo(new Resolved.Gone());
      assertThat(datasets().resolve("never")).isEqualTo(new Resolved.Gone());
    }

    @Test
    void seesThatTheDirectoryBecameALink() throws IOException {
      Files.delete(path);
      Files.createSymbolicLink(path, secret);
      assertUnsafe("its path has a symbolic link in it now");
    }

    @Test
    void seesThatADirectoryAboveBecameALink() throws IOException {
      Files.createDirectory(secret.resolve("words"));
      Files.delete(path);
      Files.delete(path.getParent());
      Files.createSymbolicLink(path.getParent(), secret);
      assertUnsafe("its path has a symbolic link in it now");
    }

    @Test
    void seesThatTheDirectoryIsAwayOrAFile() throws IOException {
      Files.delete(path);
      assertUnsafe("its directory is not there");
      Files.createFile(path);
      assertUnsafe("it is not a directory any more");
    }

    @Test
    void takesWhatItNeverSawButNoLinkThatItSees() throws IOException {
      var hidden = root.resolve("hidden/x");
      publish("hidden", hidden, false);
      assertThat(datasets().resolve("hidden")).isEqualTo(new Resolved.Found(hidden, false));
      Files.createSymbolicLink(hidden.getParent(), secret);
      assertThat(datasets().resolve("hidden")).isInstanceOf(Resolved.Unsafe.class);
    }

    @Test
    void heedsRootsThatWereNarrowed() {
      roots = List.of("/srv");
      assertUnsafe("its path may not be published any more");
    }

    private void assertUnsafe(String why) {
      double before = meters.counter("berth.dataset.unsafe").count();
      assertThat(datasets().resolve("words"))
          .isInstanceOfSatisfying(
              Resolved.Unsafe.class,
              unsafe ->
                  assertThat(unsafe.reason())
                      .startsWith("the dataset 'words' can't be mounted: " + why)
                      .doesNotContain(temporary.toString()));
      assertThat(meters.counter("berth.dataset.unsafe").count()).isEqualTo(before + 1);
    }
  }

  private Publication publish(String name, Path path, boolean writable) {
    return datasets().publish("ada", name, path.toString(), "many", writable);
  }

  private Datasets datasets() {
    return new Datasets(store, audit, () -> roots, new Home(() -> home), meters);
  }
}
