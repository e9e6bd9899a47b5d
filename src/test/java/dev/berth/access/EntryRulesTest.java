package dev.berth.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.access.EntryRules.Kind;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be unpacked into a directory. */
class EntryRulesTest {

  private final EntryRules rules = new EntryRules("/home/dev");

  @ParameterizedTest
  @ValueSource(strings = {"a", "a/b", "./a", "a..b", "..a", ".hidden/x", "a b/\u00fc", "a/"})
  void takesWhatStaysInside(String name) {
    assertThat(check(name, Kind.FILE, "")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/a", "..", "../a", "a/../b", "a/..", "a//b", "a/./b", "./../a", "//a", "a\0b"})
  void refusesNamesThatLeaveOrAreUnclear(String name) {
    assertThat(check(name, Kind.FILE, "")).isPresent();
  }

  @Test
  void theDirectoryItselfIsNoFile() {
    assertThat(check("./", Kind.DIRECTORY, "")).isEmpty();
    assertThat(check("./", Kind.FILE, "")).isPresent();
    assertThat(check("", Kind.SYMBOLIC_LINK, "a")).isPresent();
    assertThat(check("./", Kind.HARD_LINK, "a")).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "link, a",
    "link, a/b",
    "d/link, ../a",
    "d/e/link, ../../a",
    "d/link, ..",
    "link, ./a",
    "link, ..a"
  })
  void takesLinksToWhatIsInside(String name, String target) {
    assertThat(check(name, Kind.SYMBOLIC_LINK, target)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "link, /etc/passwd",
    "link, ..",
    "link, ../a",
    "d/link, ../../a",
    "link, a/../../b",
    "d/link, a/..",
    "link, ''",
  })
  void refusesLinksToWhatIsOutside(String name, String target) {
    assertThat(check(name, Kind.SYMBOLIC_LINK, target)).isPresent();
  }

  @Test
  void refusesToGoThroughALinkOfTheSameArchive() {
    assertThat(check("d/link", Kind.SYMBOLIC_LINK, "e")).isEmpty();
    assertThat(check("d/link/file", Kind.FILE, ""))
        .hasValueSatisfying(why -> assertThat(why).contains("goes through a link"));
    assertThat(check("d/link/x/file", Kind.FILE, "")).isPresent();
    assertThat(check("hard", Kind.HARD_LINK, "d/link/secret")).isPresent();
    assertThat(check("d/linked", Kind.FILE, "")).isEmpty();
    assertThat(check("hard", Kind.HARD_LINK, "d/linked")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/shadow", "../a", "a/../../b", ""})
  void refusesHardLinksToWhatIsOutside(String target) {
    // An absolute one would be taken for one from the root of the container.
    assertThat(check("link", Kind.HARD_LINK, target)).isPresent();
  }

  @Test
  void refusesDevices() {
    assertThat(check("tty", Kind.OTHER, ""))
        .contains("the entry 'tty' must be a file, a directory or a link");
  }

  @Test
  void refusesWhatIsClosedAlsoFromAbove() {
    var root = new EntryRules("/");
    assertThat(root.check("etc/berth/ssh_host_ed25519_key", Kind.FILE, "")).isPresent();
    assertThat(root.check("etc/hosts", Kind.FILE, "")).isEmpty();
    assertThat(root.check("link", Kind.HARD_LINK, "etc/berth/lease.conf")).isPresent();
    assertThat(new EntryRules("/etc").check("berth", Kind.SYMBOLIC_LINK, "x")).isPresent();
  }

  @Test
  void showsOddNamesShortenedAndWithoutControlCharacters() {
    assertThat(check("../\u001b" + "x".repeat(100), Kind.FILE, ""))
        .hasValueSatisfying(
            why -> assertThat(why).hasSizeLessThan(140).doesNotContain("\u001b").contains("…"));
  }

  private Optional<String> check(String name, Kind kind, String target) {
    return rules.check(EntryRules.plain(name), kind, target);
  }
}
