package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.kernel.ByteSize;
import dev.berth.kernel.DurationText;
import dev.berth.lease.model.Login;
import dev.berth.lease.model.Mount;
import dev.berth.lease.model.WantedPort;
import dev.berth.plan.model.Permissions;
import dev.berth.plan.model.Plan;
import dev.berth.plan.model.SampleLimits;
import dev.berth.plan.model.Selection;
import dev.berth.volume.Volumes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * Whatever is sent, the readers say what is wrong or take it; they never fail otherwise. What is
 * promised of values that are taken is seen on enough of them, or the property fails.
 */
class FieldsFuzzTest {

  private static final Plan FREE =
      new Plan(
          "free",
          SampleLimits.leases(9),
          new Permissions(
              true, true, true, true, true, true, true, true, Selection.ALL, Selection.ALL));
  private static final Login DEV = new Login("dev", true, false);
  private static final int ENOUGH = 20;

  /** Text of the characters that parsers trip over, and of any others. */
  @Provide
  Arbitrary<String> text() {
    var tricky =
        Arbitraries.strings()
            .withChars("=#:;,.-_/\\'\"$`(){}[] \t\r\n\0\u2028\ufeffabzAZ019kmgtwdhsP")
            .ofMaxLength(40);
    return Arbitraries.oneOf(tricky, Arbitraries.strings().ofMaxLength(20));
  }

  @Property
  void envFilesAreReadAsDockerDoesOrRefused(@ForAll("envFile") String file) {
    var wrong = new Violations();
    var read = ProgramFields.read(Request.with().envFile(file).build(), true, wrong);
    if (isTaken(wrong)) {
      assertThat(read.program().env()).isEqualTo(asDockerDoes(file));
    }
  }

  @Provide
  Arbitrary<String> envFile() {
    var name = Arbitraries.of("A", "PATH", "_b", "HF_HOME", "A1");
    var value = Arbitraries.of("", "1", "a b", "\"x\"", "'", "=", "$HOME", "#1", " x ", "é");
    var line =
        Arbitraries.oneOf(
            Combinators.combine(name, value).as((n, v) -> n + "=" + v),
            Combinators.combine(name, value).as((n, v) -> " \t" + n + "=" + v),
            Combinators.combine(name, value).as((n, v) -> "# " + n + "=" + v),
            name,
            Arbitraries.of("", " ", "\t#"),
            text());
    var lines = line.list().ofMaxSize(6);
    return Combinators.combine(Arbitraries.of("", "\ufeff"), lines, Arbitraries.of("\n", "\r\n"))
        .as((start, all, end) -> start + String.join(end, all));
  }

  /** Whether a value was taken, counted. */
  private static boolean isTaken(Violations wrong) {
    return isTaken(wrong.isEmpty());
  }

  private static boolean isTaken(boolean taken) {
    Statistics.collect(taken);
    Statistics.coverage(coverage -> coverage.check(true).count(count -> count > ENOUGH));
    return taken;
  }

  /** Docker's rules once more, line by line, for what has no wrong line. */
  private static Map<String, String> asDockerDoes(String file) {
    var expected = new HashMap<String, String>();
    String text = file.startsWith("\ufeff") ? file.substring(1) : file;
    for (String raw : text.split("\n", -1)) {
      String line = raw.endsWith("\r") ? raw.substring(0, raw.length() - 1) : raw;
      int start = 0;
      while (start < line.length() && (line.charAt(start) == ' ' || line.charAt(start) == '\t')) {
        start++;
      }
      line = line.substring(start);
      int equals = line.indexOf('=');
      if (!line.startsWith("#") && equals > 0) {
        expected.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return expected;
  }

  @Property
  void sizesThatAreTakenComeBackAsTheyWere(@ForAll("size") String text) {
    var size = ByteSize.parse(text);
    if (isTaken(size.isPresent())) {
      assertThat(size.get().bytes()).isPositive();
      assertThat(ByteSize.parse(size.get().toString())).isEqualTo(size);
    }
    var wrong = new Violations();
    var least = ByteSize.ofMebibytes(1);
    var most = ByteSize.ofMebibytes(1 << 20);
    var read = ResourceFields.size("memory", text, "1g", least, most, wrong);
    if (wrong.isEmpty()) {
      assertThat(read).isBetween(least, most);
    }
  }

  @Provide
  Arbitrary<String> size() {
    var unit = Arbitraries.of("", "b", "k", "m", "g", "t", "K", "G", "mb", "GB", "kib", "e", " m");
    return Arbitraries.oneOf(
        text(),
        Combinators.combine(Arbitraries.longs(), unit).as((n, u) -> n + u),
        Combinators.combine(Arbitraries.integers().between(0, 2_000_000), unit)
            .as((n, u) -> n + u));
  }

  @Property
  void durationsThatAreTakenArePositiveAndComeBackAsTheyWere(@ForAll("duration") String text) {
    var duration = DurationText.parse(text);
    if (isTaken(duration.isPresent())) {
      assertThat(duration.get()).isPositive();
      var seconds = Duration.ofSeconds(duration.get().toSeconds());
      if (seconds.isPositive() && seconds.compareTo(Duration.ofDays(1_000_000)) < 0) {
        assertThat(DurationText.parse(DurationText.format(seconds))).contains(seconds);
      }
    }
    var wrong = new Violations();
    var read = LeaseFields.duration("ttl", text, Duration.ofDays(7), wrong);
    if (wrong.isEmpty()) {
      assertThat(read).isBetween(Duration.ofSeconds(5), Duration.ofDays(7));
    }
  }

  @Provide
  Arbitrary<String> duration() {
    var number = Arbitraries.integers().between(-2, Integer.MAX_VALUE);
    var part =
        Combinators.combine(number, Arbitraries.of("w", "d", "h", "m", "s", "H", "ms", ""))
            .as((n, u) -> n + u);
    var small =
        Combinators.combine(Arbitraries.integers().between(0, 90), Arbitraries.of("d", "h", "m"))
            .as((n, u) -> n + u);
    var iso = Arbitraries.of("PT8H", "P2DT12H", "PT0.5S", "PT-1H", "P1Y", "PT9999999999999999H");
    return Arbitraries.oneOf(
        text(), iso, small, part, part.list().ofMaxSize(4).map(parts -> String.join("", parts)));
  }

  @Property
  void namesUsersHostsAndPoliciesNeverBreakAReader(
      @ForAll("text") String one, @ForAll("text") String two) {
    var wrong = new Violations();
    LeaseFields.checkName(one, wrong);
    LeaseFields.restart(two, wrong);
    ProgramFields.read(
        Request.with().hostname(one).workdir(two).env(Map.of(one, two)).build(), true, wrong);
    ProgramFields.read(
        Request.with().command(List.of(one, two)).secretEnv(Map.of(two, one)).build(), true, wrong);
  }

  @Property
  void commandsAreTakenWordByWordOrRefused(@ForAll("words") List<String> words) {
    var wrong = new Violations();
    var read = ProgramFields.read(Request.with().command(words).build(), true, wrong);
    if (isTaken(wrong)) {
      assertThat(read.program().command()).isEqualTo(words).isNotEmpty();
      assertThat(words.getFirst()).isNotEmpty();
      assertThat(words).noneMatch(word -> word.contains("\0"));
    }
  }

  @Provide
  Arbitrary<List<String>> words() {
    return Arbitraries.oneOf(Arbitraries.of("sh", "-c", "a b", "$(id) *", ""), text())
        .list()
        .ofMaxSize(5);
  }

  @Property
  void portsThatAreTakenAreWithinTheirRangesAndNeverTwice(
      @ForAll("port") @Nullable Integer container,
      @ForAll("port") @Nullable Integer host,
      @ForAll("protocol") String protocol,
      @ForAll("label") String label) {
    var wrong = new Violations();
    var port = new LeaseRequest.PortRequest(container, host, protocol, label);
    var other = new LeaseRequest.PortRequest(container, null, "udp", null);
    var network =
        new NetworkFields(FREE, true, _ -> Optional.empty(), wrong)
            .read(Request.with().ports(List.of(port, other)).build());
    if (isTaken(wrong)) {
      var ports = network.ports();
      assertThat(ports.getFirst().label()).isEqualTo("ssh");
      assertThat(ports)
          .extracting(WantedPort::host)
          .filteredOn(Objects::nonNull)
          .hasSizeBetween(0, 1);
      assertThat(ports)
          .hasSizeBetween(2, 3)
          .extracting(taken -> taken.container() + "/" + taken.protocol())
          .doesNotHaveDuplicates();
      assertThat(ports)
          .allSatisfy(taken -> assertThat(taken.label()).doesNotContainPattern("\\p{Cntrl}"));
      if (host != null) {
        assertThat(host).isBetween(1024, 65_535);
      }
    }
  }

  @Provide
  Arbitrary<Integer> port() {
    return Arbitraries.frequencyOf(
        Tuple.of(1, Arbitraries.integers()),
        Tuple.of(2, Arbitraries.integers().between(-1, 70_000)),
        Tuple.of(3, Arbitraries.of(22, 80, 1024, 8080, 65_535)),
        Tuple.of(2, Arbitraries.just(null)));
  }

  @Provide
  Arbitrary<String> protocol() {
    return Arbitraries.frequencyOf(Tuple.of(5, Arbitraries.of("tcp", "udp")), Tuple.of(1, text()));
  }

  @Provide
  Arbitrary<String> label() {
    return Arbitraries.frequencyOf(
        Tuple.of(5, Arbitraries.of("", "jupyter", "Ärger 1")), Tuple.of(1, text()));
  }

  @Property
  void networksLinksAndNameServersNeverBreakAReader(
      @ForAll("text") String network, @ForAll("text") String link, @ForAll("text") String server) {
    var wrong = new Violations();
    new NetworkFields(FREE, false, _ -> Optional.empty(), wrong)
        .read(Request.with().network(network).links(List.of(link)).dns(List.of(server)).build());
    assertThat(wrong.isEmpty()).isFalse();
  }

  @Property
  void targetsThatAreTakenHideNothingOfBerthsOwn(
      @ForAll("volume") String volume, @ForAll("target") String target) {
    var wrong = new Violations();
    var mount = new LeaseRequest.MountRequest(null, volume, null, target, false);
    var mounts =
        new MountFields(FREE, true, DEV, _ -> Optional.of(true), wrong).read(List.of(mount));
    if (isTaken(wrong)) {
      assertThat(Volumes.isValid(volume)).isTrue();
      assertThat(mounts).extracting(Mount::target).doesNotHaveDuplicates();
      assertThat(target)
          .startsWith("/")
          .doesNotContain("..")
          .doesNotContainPattern("^/(proc|sys|dev)(/|$)")
          .doesNotContainPattern("^/(etc|run|usr/lib)(/berth(/.*)?)?$")
          .isNotIn("/", "/home", "/usr");
    }
  }

  @Provide
  Arbitrary<String> volume() {
    return Arbitraries.oneOf(Arbitraries.of("code", "a.b_c-1", "0"), text());
  }

  @Provide
  Arbitrary<String> target() {
    return Arbitraries.of(
            "etc", "berth", "usr", "lib", "run", "proc", "dev", "home", "mnt", "a", "..", ".", "")
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(parts -> "/" + String.join("/", parts));
  }

  @Property
  void cpusetsNeverBreakAReader(@ForAll("cpuset") String cpuset) {
    var wrong = new Violations();
    String read = ResourceFields.cpuset(cpuset, 4, wrong);
    if (isTaken(wrong)) {
      assertThat(read).matches("[0-3]+([-,][0-3]+)*".replace("[0-3]+", "0*[0-3]"));
    }
  }

  @Provide
  Arbitrary<String> cpuset() {
    return Arbitraries.oneOf(
        Arbitraries.strings().withChars("0123,-").ofMaxLength(5),
        Arbitraries.strings().withChars("0123456789,-").ofMaxLength(14));
  }
}
