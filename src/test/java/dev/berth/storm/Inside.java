package dev.berth.storm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.storm.Rows.Row;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Logs in to each workspace, as its user does, with the host key that it had at first: finds what
 * was written there before, and writes it where it is the first time.
 */
final class Inside {

  /** Where a file is lost with the container, and the home, where it never is. */
  private static final String LOOK =
      """
      cat /var/tmp/mark 2>/dev/null || echo none
      cat "$HOME/mark-%1$s" 2>/dev/null || echo none
      echo %1$s >/var/tmp/mark && echo %1$s >"$HOME/mark-%1$s" && sync""";

  private final Map<String, Rig.User> users;
  private final Map<String, Known> known = new HashMap<>();
  private int logins;

  /**
   * What was found at the last look.
   *
   * @param madeAnew how often all outside of the home was lost by then
   */
  private record Known(String hostKey, int madeAnew) {}

  /**
   * @param users by handle
   */
  Inside(Map<String, Rig.User> users) {
    this.users = users;
  }

  /** How often somebody was let in. */
  int logins() {
    return logins;
  }

  /** One that runs. */
  void look(Row row) throws IOException {
    var lease = lease(row.id());
    String hostKey = lease.getString("ssh.hostKey.publicKey");
    var before = known.get(row.id());
    var result = users.get(lease.getString("owner")).ssh().run(lease, LOOK.formatted(row.id()));
    assertThat(result.exitCode()).as("login to %s: %s", row, result.output()).isZero();
    logins++;
    var fresh = fresh(lease.getString("image"));
    if (before == null) {
      assertThat(result.output())
          .as("marks in %s", row)
          .isIn(fresh.map(mark -> mark + "\nnone").toList());
    } else {
      boolean lost = row.madeAnew() > before.madeAnew();
      assertThat(hostKey).as("host key of %s", row).isEqualTo(before.hostKey());
      assertThat(result.output())
          .as("marks in %s", row)
          .isIn(
              Stream.concat(Stream.of(row.id()), lost ? fresh : Stream.of())
                  .map(mark -> mark + "\n" + row.id())
                  .toList());
    }
    known.put(row.id(), new Known(hostKey, row.madeAnew()));
  }

  /** What a workspace can have in place of its own mark: that of the lease its image is made of. */
  private static Stream<String> fresh(String image) {
    int owner = image.indexOf('/');
    return owner < 0
        ? Stream.of("none")
        : Stream.of("none", image.substring(owner + 1).toUpperCase(Locale.ROOT));
  }

  private JsonPath lease(String id) {
    return users
        .values()
        .iterator()
        .next()
        .rig()
        .admin("GET", "/leases/" + id, "")
        .expect(200)
        .json();
  }
}
