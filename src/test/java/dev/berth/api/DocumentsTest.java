package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What documents say about code that moves on. */
class DocumentsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DOCS = Path.of("src/docs");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:IT|Test|Contract))(?:\\.(\\w+))?`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

  @Test
  void everyRowOfTheHandBookNamesATestThatIsThere() throws IOException {
    var sources = testSources();
    for (String line : Files.readAllLines(DOCS.resolve("from-docker-run.md"))) {
      if (!line.startsWith("| ") || line.startsWith("| row ") || line.startsWith("| ---")) {
        continue;
      }
      var named = TEST.matcher(line).results().toList();
      assertThat(named).as(line).isNotEmpty();
      for (MatchResult test : named) {
        assertThat(sources).as(line).containsKey(test.group(1));
        if (test.group(2) != null) {
          assertThat(sources.get(test.group(1))).as(line).contains(" " + test.group(2) + "(");
        }
      }
    }
  }

  @Test
  void everyRowOfTheHandBookIsThere() throws IOException {
    String text = Files.readString(DOCS.resolve("from-docker-run.md"));
    IntStream.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 30, 31, 32, 33, 40, 41, 42, 43)
        .forEach(row -> assertThat(text).contains("\n| S" + row + " |"));
  }

  @Test
  void everyFieldOfARequestIsDocumented() throws IOException {
    String text = Files.readString(DOCS.resolve("api.md"));
    String section =
        text.substring(
            text.indexOf("\n## A lease request\n"), text.indexOf("\n## Changing a lease\n"));
    for (RecordComponent field : LeaseRequest.class.getRecordComponents()) {
      assertThat(section).contains("\n| `" + field.getName() + "` |");
    }
    Stream.of(
            LeaseRequest.PortRequest.class,
            LeaseRequest.MountRequest.class,
            LeaseRequest.LoginRequest.class,
            LeaseRequest.UlimitRequest.class)
        .flatMap(type -> Stream.of(type.getRecordComponents()))
        .forEach(field -> assertThat(section).contains("`" + field.getName() + "`"));
  }

  /** The example is sent by LeaseApiIT. */
  @Test
  void theRequestThatIsShownIsTheOneThatIsTested() throws IOException {
    String text = Files.readString(DOCS.resolve("api.md"));
    String section = text.substring(text.indexOf("\n## A lease request\n"));
    int start = section.indexOf("```json\n") + "```json\n".length();
    assertThat(JSON.readTree(section.substring(start, section.indexOf("```", start))))
        .isEqualTo(JSON.readTree(LeaseExamples.NEW_LEASE));
  }

  @Test
  void everyProblemIsDocumented() throws IOException {
    String text = Files.readString(DOCS.resolve("api.md"));
    for (var type : ProblemType.values()) {
      assertThat(text).contains("\n| `" + type.slug + "` | " + type.status + " |");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "examples", "adr"})
  void linksLeadToFiles(String directory) throws IOException {
    Path place = DOCS.resolve(directory);
    try (var pages = Files.list(place)) {
      for (Path page : pages.filter(file -> file.toString().endsWith(".md")).toList()) {
        for (MatchResult link : LINK.matcher(Files.readString(page)).results().toList()) {
          assertThat(place.resolve(link.group(1))).as("in %s", page).exists();
        }
      }
    }
  }

  private static Map<String, String> testSources() throws IOException {
    var sources = new TreeMap<String, String>();
    try (var files = Files.walk(Path.of("src/test/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
      }
    }
    return sources;
  }
}
