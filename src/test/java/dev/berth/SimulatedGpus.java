package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A container engine with eight simulated GPUs, and the switches of their faults. {@code make test}
 * starts one for all tests; where it did not, the first test that asks does, and it ends with the
 * tests. Nobody else may use it meanwhile, so a test may break it as it likes.
 *
 * @param engine address of the engine, as {@code berth.engine.host}
 * @param state directory with the switches
 * @param address of this machine where the engine's published ports are reached
 * @param image that it has, of the machine's engine
 */
public record SimulatedGpus(String engine, Path state, String address, String image) {

  private static final int COUNT = 8;
  private static final String BASE =
      System.getProperty("berth.test.source-image", "debian:bookworm-slim");
  private static final String SCRIPT = "deploy/simulated-gpu/engine.sh";

  /** Started once for each process. */
  private static final class Shared {
    static final SimulatedGpus GPUS = given();
  }

  public static SimulatedGpus shared() {
    return Shared.GPUS;
  }

  private static SimulatedGpus given() {
    String engine = System.getProperty("berth.test.gpu-engine", "");
    if (!engine.isEmpty()) {
      return new SimulatedGpus(
          engine,
          Path.of(System.getProperty("berth.test.gpu-state")),
          System.getProperty("berth.test.gpu-address"),
          BASE);
    }
    var own = own(Path.of(".berth", "simulated-engine"), BASE);
    Runtime.getRuntime().addShutdownHook(new Thread(own::stop));
    return own;
  }

  /** One that the caller has for itself, and stops. */
  public static SimulatedGpus own(Path home, String image) {
    Map<String, String> settings =
        script(home.toAbsolutePath(), image, "start", Integer.toString(COUNT))
            .lines()
            .filter(line -> line.contains("="))
            .map(line -> line.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    return new SimulatedGpus(
        settings.get("DOCKER_HOST"),
        Path.of(settings.get("SIMULATED_GPU_DIR")),
        settings.get("SIMULATED_ENGINE_ADDRESS"),
        image);
  }

  /** Directory of all that the engine has. */
  public Path home() {
    return state.getParent();
  }

  /** Kills the engine as a crash does, its containers run on, and starts it again. */
  public void crashEngine() {
    crash();
    start();
  }

  /** Its containers run on. */
  public void crash() {
    script("crash");
  }

  /** Its containers are killed with it. */
  public void losePower() {
    script("outage");
  }

  public void start() {
    script("start", Integer.toString(COUNT));
  }

  /** Something that is none of the engine's listens where its containers' ports are published. */
  public void occupy(int port, Duration length) {
    String namespace = Path.of(URI.create(engine).getPath()).getParent().getFileName().toString();
    Shell.run(
        List.of(
            "timeout",
            Long.toString(length.toSeconds()),
            "nsenter",
            "--net=/run/netns/" + namespace,
            "nc",
            "-lk",
            "0.0.0.0",
            Integer.toString(port)));
  }

  /** Removes all that it has, too. */
  public void stop() {
    script("stop");
  }

  private void script(String... arguments) {
    script(home(), image, arguments);
  }

  private static String script(Path home, String image, String... arguments) {
    return run(
        Stream.concat(
                Stream.of(
                    "env",
                    "SIMULATED_ENGINE_DIR=" + home,
                    "SIMULATED_ENGINE_IMAGE=" + image,
                    SCRIPT),
                Stream.of(arguments))
            .toArray(String[]::new));
  }

  private static String run(String... command) {
    var result = Shell.run(List.of(command));
    assertThat(result.exitCode()).as(result.output()).isZero();
    return result.output();
  }

  /** UUIDs by index. */
  public List<String> uuids() {
    try (var lines = Files.lines(state.resolve("gpus.csv"))) {
      return lines.map(line -> line.split(",")[1]).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Sets what a GPU shows, or a fault of it: the file {@code name} of deploy/simulated-gpu. */
  public void set(String uuid, String name, String text) {
    write(state.resolve("gpus").resolve(uuid).resolve(name), text);
  }

  /** Sets a fault of all of them. */
  public void setAll(String name, String text) {
    write(state.resolve(name), text);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Everything is as it was at the start: healthy and idle, without MIG. */
  public void reset() {
    try (var all = Files.walk(state)) {
      for (Path file :
          all.sorted(Comparator.reverseOrder()).filter(Files::isRegularFile).toList()) {
        if (!file.endsWith("gpus.csv")) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
