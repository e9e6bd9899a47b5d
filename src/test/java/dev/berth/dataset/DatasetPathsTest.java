package dev.berth.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetPathsTest {

  private static final List<Path> BERTH = List.of(Path.of("/srv/berth/home"));
  private static final DatasetPaths PATHS =
      new DatasetPaths(List.of(Path.of("/data"), Path.of("/mnt"), Path.of("/srv")), BERTH);
  private static final DatasetPaths ANYWHERE = new DatasetPaths(List.of(Path.of("/")), BERTH);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/data",
        "/data/imagenet",
        "/mnt/nas/a b/ünï",
        "/srv/x/..hidden",
        "/srv/a...b",
        "/srv/berth/homes",
        "/srv/berth-data",
        "/data/etc",
        "/data/$(id)"
      })
  void takesWhatIsInARoot(String path) {
    assertThat(PATHS.refusal(path)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                   | must have 1 to 4096 characters, not 0
          data/imagenet        | must be absolute
          ./data               | must be absolute
          ~/data               | must be absolute
          ` /data`             | must be absolute
          ../data              | must be absolute
          /data/..             | must be written without '..'
          /data/../etc         | must be written without '..'
          /data/x/../y         | must be written without '..'
          /data/./x            | must be written without '..', '.'
          /data/.              | must be written without
          //data/x             | must be written without
          /data//x             | must be written without
          /data/x/             | must be written without
          /data/x:/etc         | must have no ':'
          /                    | must not be the whole host
          /home/ada            | must be in one of the configured roots: [/data, /mnt, /srv]
          /data2               | must be in one of the configured roots
          /databank/x          | must be in one of the configured roots
          /opt                 | must be in one of the configured roots
          /etc                 | a directory of the system or Berth's own
          /etc/ssh             | : /etc
          /var                 | have one in it: /var/lib/
          /var/lib/docker/x    | : /var/lib/docker
          /var/run             | : /var/run
          /run/docker.sock     | : /run
          /root/.ssh           | : /root
          /proc/1/root         | : /proc
          /sys                 | : /sys
          /dev/shm             | : /dev
          /boot                | : /boot
          /srv                 | have one in it: /srv/berth/home
          /srv/berth           | have one in it: /srv/berth/home
          /srv/berth/home      | Berth's own
          /srv/berth/home/x    | : /srv/berth/home
          """)
  void saysWhatIsWrong(String path, String message) {
    assertThat(PATHS.refusal(path)).hasValueSatisfying(it -> assertThat(it).contains(message));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/etc",
        "/etc/shadow",
        "/proc",
        "/sys/fs",
        "/dev",
        "/run",
        "/var",
        "/var/run",
        "/var/lib",
        "/var/lib/docker",
        "/var/lib/docker/volumes",
        "/var/lib/containerd",
        "/boot",
        "/root",
        "/usr/bin",
        "/bin",
        "/lib",
        "/srv/berth/home",
        "/srv"
      })
  void refusesTheSystemWhereverTheRootsAre(String path) {
    assertThat(ANYWHERE.refusal(path))
        .hasValueSatisfying(it -> assertThat(it).contains("must not be the whole host"));
  }

  @Test
  void takesTheRestOfTheHostWhereARootSaysSo() {
    assertThat(ANYWHERE.refusal("/home/data")).isEmpty();
    assertThat(ANYWHERE.refusal("/var/lib/docker2")).isEmpty();
    assertThat(new DatasetPaths(List.of(), BERTH).refusal("/data"))
        .contains("must be in one of the configured roots: []");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/data/a\0b", "/data/a\nb", "/data/\u001b[2J", "/data/\u0085", "\t/data"})
  void refusesControlCharacters(String path) {
    assertThat(PATHS.refusal(path)).contains("must have no control characters");
    assertThat(PATHS.refusal("/data/\ud800")).contains("must have no control characters");
  }

  @Test
  void takesFourThousandAndNinetySixCharacters() {
    String longest = "/data/" + "a".repeat(4090);
    assertThat(PATHS.refusal(longest)).isEmpty();
    assertThat(PATHS.refusal(longest + "a")).contains("must have 1 to 4096 characters, not 4097");
  }

  @ParameterizedTest
  @CsvSource({
    "/data/a,   true,  /data/a,     false, true",
    "/data/a,   true,  /data/a/b,   false, true",
    "/data/a/b, true,  /data/a,     false, true",
    "/data/a,   false, /data/a/b/c, true,  true",
    "/data/a/b, false, /data/a,     true,  true",
    "/data/a,   true,  /data/a,     true,  true",
    "/data/a,   false, /data/a,     false, false",
    "/data/a,   false, /data/a/b,   false, false",
    "/data/a,   true,  /data/ab,    true,  false",
    "/data/ab,  true,  /data/a,     true,  false"
  })
  void keepsWritersApart(
      String path, boolean writable, String other, boolean otherWritable, boolean conflicts) {
    var there = dataset("there", other, otherWritable);
    assertThat(DatasetPaths.conflict(dataset("new", path, writable), List.of(there)))
        .isEqualTo(conflicts ? Optional.of(there) : Optional.empty());
  }

  @Test
  void isNotInItsOwnWay() {
    assertThat(
            DatasetPaths.conflict(
                dataset("a", "/data/a", true), List.of(dataset("a", "/data", true))))
        .isEmpty();
  }

  private static Dataset dataset(String name, String path, boolean writable) {
    return new Dataset(name, path, "", writable, true);
  }
}
