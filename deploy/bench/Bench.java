import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a lease costs on top of the bare engine: the time from POST /leases to the first successful
 * SSH command, beside docker create and start to the same command on the same image, in turn.
 *
 * <p>Run by {@code make bench}; {@code java Bench.java DIR [ROUNDS]} with the installation's
 * directory, in which a Berth runs. Times are of one machine at one moment; the ratio is the figure.
 */
final class Bench {

  private static final Pattern IMAGE = Pattern.compile("\"(berth-[^\"/]+/debian:[^\"]+)\"");
  private static final long GIVE_UP_NANOS = 60_000_000_000L;
  private static final int BARE_PORT = 21_999;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path work;
  private final String url;
  private final String admin;
  private String token = "";

  private Bench(Path home) throws IOException {
    work = Files.createTempDirectory("berth-bench");
    url = Files.readString(home.resolve("url")).strip() + "/api/v1";
    admin = Files.readString(home.resolve("admin-token")).strip();
  }

  public static void main(String... args) throws Exception {
    Path home = Path.of(args[0]);
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 20;
    new Bench(home).run(rounds);
  }

  private void run(int rounds) throws Exception {
    String handle = "bench-" + Long.toString(System.currentTimeMillis(), 36);
    sh("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key().toString());
    post(admin, "/admin/users", "{\"handle\":\"" + handle + "\"}");
    String line = Files.readString(Path.of(key() + ".pub")).strip();
    post(admin, "/admin/users/" + handle + "/keys", "{\"name\":\"k\",\"publicKey\":\"" + line + "\"}");
    token = field(post(admin, "/admin/users/" + handle + "/tokens", "{\"name\":\"t\"}"), "token");

    List<Long> leases = new ArrayList<>();
    List<Long> bare = new ArrayList<>();
    System.out.println("warming up: one of each, not counted");
    String image = lease().image();
    bare(image);
    for (int i = 0; i < rounds; i++) {
      leases.add(lease().millis());
      bare.add(bare(image));
      System.out.printf("round %2d: lease %5d ms, bare %5d ms%n", i + 1, leases.getLast(), bare.getLast());
    }
    long lease = median(leases);
    long docker = median(bare);
    System.out.printf(
        "%nlease: POST to first ssh command, median of %d: %d ms%n", rounds, lease);
    System.out.printf("bare:  docker create + start to the same, median: %d ms%n", docker);
    System.out.printf("ratio: %.2f (aim 1.15)%n", (double) lease / docker);
    List<Double> pairs = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      pairs.add((double) leases.get(i) / bare.get(i));
    }
    pairs.sort(Comparator.naturalOrder());
    System.out.printf(
        "pair by pair: min %.2f, median %.2f, max %.2f%n",
        pairs.getFirst(), pairs.get(rounds / 2), pairs.getLast());
  }

  private record Lease(long millis, String image) {}

  private Lease lease() throws Exception {
    long start = System.nanoTime();
    String answer =
        post(token, "/leases", "{\"name\":\"bench\",\"image\":\"debian\",\"ttl\":\"10m\",\"memory\":\"1g\"}");
    String port = answer.replaceAll("(?s).*\"ssh\":\\{[^}]*?\"port\":(\\d+).*", "$1");
    Files.writeString(work.resolve("known_hosts"), field(answer, "knownHosts") + "\n");
    String id = field(answer, "id");
    // As a script does it. Trying ssh blindly would meet a published port whose container has no
    // network yet; the kernel repeats such a SYN after a whole second.
    await(id, "running");
    ssh(port, start, GIVE_UP_NANOS);
    long millis = (System.nanoTime() - start) / 1_000_000;
    String inspect =
        sh("docker", "inspect", "--format", "\"{{.Config.Image}}\"", "berth-" + id.toLowerCase());
    var image = IMAGE.matcher(inspect);
    if (!image.find()) {
      throw new IllegalStateException("no image in " + inspect);
    }
    post(token, "DELETE /leases/" + id, "");
    await(id, "released");
    return new Lease(millis, image.group(1));
  }

  private void await(String id, String state) throws Exception {
    while (!post(token, "GET /leases/" + id, "").contains("\"state\":\"" + state + "\"")) {
      Thread.sleep(10);
    }
  }

  /** The files that Berth would put in are there before the clock starts. */
  private long bare(String image) throws Exception {
    Path etc = work.resolve("etc");
    if (!Files.exists(etc)) {
      Files.createDirectories(etc.resolve("authorized_keys.d"));
      Files.writeString(etc.resolve("lease.conf"), "user=dev\nuid=20001\nsudo=yes\npassword=no\n");
      sh("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", etc + "/ssh_host_ed25519_key");
      Files.copy(Path.of(key() + ".pub"), etc.resolve("authorized_keys.d/dev"));
    }
    String hostKey = Files.readString(etc.resolve("ssh_host_ed25519_key.pub"));
    Files.writeString(work.resolve("known_hosts"), "[127.0.0.1]:" + BARE_PORT + " " + hostKey);
    sh("docker", "rm", "-f", "berth-bench-bare");
    long start = System.nanoTime();
    sh("docker", "create", "--init", "--name", "berth-bench-bare", "-m", "1g",
        "-p", "127.0.0.1:" + BARE_PORT + ":22", "-v", etc + ":/etc/berth", image);
    sh("docker", "start", "berth-bench-bare");
    ssh(Integer.toString(BARE_PORT), start, GIVE_UP_NANOS);
    long millis = (System.nanoTime() - start) / 1_000_000;
    sh("docker", "rm", "-f", "-v", "berth-bench-bare");
    return millis;
  }

  /** Tries until the command succeeds, as somebody would who can't wait. */
  private void ssh(String port, long start, long patience) throws Exception {
    while (true) {
      int exit =
          new ProcessBuilder(
                  "ssh", "-F", "/dev/null", "-i", key().toString(), "-o", "IdentitiesOnly=yes",
                  "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "LogLevel=QUIET",
                  "-o", "UserKnownHostsFile=" + work.resolve("known_hosts"), "-p", port,
                  "dev@127.0.0.1", "true")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (exit == 0) {
        return;
      }
      if (System.nanoTime() - start > patience) {
        throw new IllegalStateException("no ssh on port " + port);
      }
      Thread.sleep(10);
    }
  }

  private Path key() {
    return work.resolve("key");
  }

  /** {@code path} may start with a method other than POST. */
  private String post(String bearer, String path, String body) throws Exception {
    String method = path.startsWith("/") ? "POST" : path.substring(0, path.indexOf(' '));
    String target = path.substring(path.indexOf('/'));
    var request =
        HttpRequest.newBuilder(URI.create(url + target))
            .header("Authorization", "Bearer " + bearer)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    var answer = http.send(request, BodyHandlers.ofString(UTF_8));
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(method + " " + target + ": " + answer.body());
    }
    return answer.body();
  }

  private static String field(String json, String name) {
    var matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + name + " in " + json);
    }
    return matcher.group(1);
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static String sh(String... command) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return output;
  }
}
