package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.kernel.ByteSize;
import dev.berth.kernel.DurationText;
import dev.berth.lease.model.Login;
import dev.berth.lease.model.Mount;
import dev.berth.plan.model.Limits;
import dev.berth.plan.model.Permissions;
import dev.berth.plan.model.Plan;
import dev.berth.plan.model.Selection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Whatever is sent, the readers say what is wrong or take it; they never fail otherwise. */
class FieldsFuzzTest {

  private static final Plan FREE =
      new Plan(
          "free",
          new Limits(9, Duration.ofDays(7), Duration.ofDays(30), Duration.ofDays(3)),
          new Permissions(true, true, true, true, true, true, Selection.ALL, Selection.ALL));
  private static final Login DEV = new Login("dev", true, false);

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
  void envFilesAreReadAsDockerDoesOrRefused(@ForAll("text") String file) {
    var wrong = new Violations();
    var read = ProgramFields.read(Request.with().envFile(file).build(), true, wrong);
    if (wrong.isEmpty()) {
      assertThat(read.program().env()).isEqualTo(asDockerDoes(file));
    }
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
  void sizesThatAreTakenComeBackAsTheyWere(@ForAll("text") String text) {
    ByteSize.parse(text)
        .ifPresent(size -> assertThat(ByteSize.parse(size.toString())).contains(size));
  }

  @Property
  void durationsThatAreTakenArePositiveAndComeBackAsTheyWere(@ForAll("text") String text) {
    DurationText.parse(text)
        .filter(duration -> duration.compareTo(Duration.ofDays(10_000)) < 0)
        .filter(duration -> duration.getNano() == 0)
        .ifPresent(
            duration -> {
              assertThat(duration).isPositive();
              assertThat(DurationText.parse(DurationText.format(duration))).contains(duration);
            });
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
  void portsThatAreTakenAreWithinTheirRangesAndNeverTwice(
      @ForAll @Nullable Integer container,
      @ForAll @Nullable Integer host,
      @ForAll("text") String protocol,
      @ForAll("text") String label) {
    var wrong = new Violations();
    var port = new LeaseRequest.PortRequest(container, host, protocol, label);
    var other = new LeaseRequest.PortRequest(container, null, "udp", null);
    var network =
        new NetworkFields(FREE, true, _ -> Optional.empty(), wrong)
            .read(Request.with().ports(List.of(port, other)).build());
    if (wrong.isEmpty()) {
      assertThat(network.ports().getFirst().label()).isEqualTo("ssh");
      assertThat(network.ports()).hasSizeBetween(2, 3).doesNotHaveDuplicates();
    }
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
      @ForAll("text") String volume, @ForAll("target") String target) {
    var wrong = new Violations();
    var mount = new LeaseRequest.MountRequest(null, volume, null, target, false);
    var mounts =
        new MountFields(FREE, true, DEV, _ -> Optional.of(true), wrong).read(List.of(mount));
    if (wrong.isEmpty()) {
      assertThat(mounts).extracting(Mount::target).doesNotHaveDuplicates();
      assertThat(target)
          .startsWith("/")
          .doesNotContain("..")
          .doesNotContainPattern("^/(proc|sys|dev)(/|$)")
          .doesNotContainPattern("^/(etc|run|usr/lib)(/berth(/.*)?)?$");
    }
  }

  @Provide
  Arbitrary<String> target() {
    return Arbitraries.of("etc", "berth", "usr", "lib", "run", "proc", "dev", "home", "..", ".", "")
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(parts -> "/" + String.join("/", parts));
  }

  @Property
  void cpusetsNeverBreakAReader(@ForAll("cpuset") String cpuset) {
    var wrong = new Violations();
    String read = ResourceFields.cpuset(cpuset, 4, wrong);
    if (wrong.isEmpty()) {
      assertThat(read).matches("[0-3]+([-,][0-3]+)*".replace("[0-3]+", "0*[0-3]"));
    }
  }

  @Provide
  Arbitrary<String> cpuset() {
    return Arbitraries.strings().withChars("0123456789,-").ofMaxLength(14);
  }
}
