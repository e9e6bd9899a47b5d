package dev.berth.engine;

import dev.berth.engine.model.BuildSpec;
import dev.berth.engine.model.FileEntry;
import dev.berth.kernel.ImageRef;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The images of {@link FakeEngine} and the registry it pulls from. */
final class FakeImages {

  static final long BYTES = 1L << 30;

  private static final Pattern FAILING_STEP = Pattern.compile("RUN exit ([1-9]\\d*)");

  private final Map<ImageRef, String> local = new HashMap<>();
  private final Set<ImageRef> registry = new HashSet<>();
  private final List<BuildSpec> builds = new ArrayList<>();
  private final Map<ImageRef, Snapshot> snapshots = new HashMap<>();

  private record Snapshot(String installation, Map<String, FileEntry> files) {}

  void add(ImageRef image) {
    local.put(image, digest(image.value()));
  }

  void publish(ImageRef image) {
    registry.add(image);
  }

  boolean has(ImageRef image) {
    return local.containsKey(image);
  }

  Optional<String> digestOf(ImageRef image) {
    return Optional.ofNullable(local.get(image));
  }

  void remove(ImageRef image) {
    local.remove(image);
    snapshots.remove(image);
  }

  void snapshot(ImageRef image, String installation, Map<String, FileEntry> files) {
    add(image);
    snapshots.put(image, new Snapshot(installation, Map.copyOf(files)));
  }

  /** What somebody put into a container before this image was made of it. */
  Map<String, FileEntry> filesOf(ImageRef image) {
    return snapshots.containsKey(image) ? snapshots.get(image).files() : Map.of();
  }

  /** Those with an installation's label, of those that were built and are there, and snapshots. */
  List<ImageRef> labelled(String installation) {
    return Stream.concat(
            builds.stream()
                .filter(build -> installation.equals(build.labels().get("dev.berth.installation")))
                .map(BuildSpec::tag),
            snapshots.keySet().stream()
                .filter(image -> snapshots.get(image).installation().equals(installation)))
        .filter(this::has)
        .distinct()
        .toList();
  }

  List<BuildSpec> builds() {
    return List.copyOf(builds);
  }

  void pull(ImageRef image, Consumer<String> progress) throws EngineException {
    if (!registry.contains(image)) {
      throw new EngineException.ImageMissing("pull access denied for " + image);
    }
    progress.accept("Pulling " + image);
    add(image);
    progress.accept("Status: Downloaded newer image for " + image);
  }

  void build(BuildSpec spec, Consumer<String> progress) throws EngineException {
    builds.add(spec);
    List<String> steps = steps(spec);
    for (int i = 0; i < steps.size(); i++) {
      progress.accept("Step " + (i + 1) + "/" + steps.size() + " : " + steps.get(i));
      run(steps.get(i));
    }
    local.put(spec.tag(), digest(content(spec)));
    progress.accept("Successfully tagged " + spec.tag());
  }

  private static List<String> steps(BuildSpec spec) throws EngineException {
    String dockerfile =
        spec.files().stream()
            .filter(file -> file.path().equals("Dockerfile"))
            .findFirst()
            .map(file -> new String(file.content(), StandardCharsets.UTF_8))
            .orElseThrow(
                () ->
                    new EngineException.Rejected("Cannot locate specified Dockerfile: Dockerfile"));
    return dockerfile.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  private void run(String step) throws EngineException {
    if (step.startsWith("FROM ") && !step.contains("$")) {
      var from = new ImageRef(step.split("\\s+")[1]);
      if (!from.value().equals("scratch") && !has(from) && !registry.contains(from)) {
        throw new EngineException.Rejected("pull access denied for " + from);
      }
    }
    var failing = FAILING_STEP.matcher(step);
    if (failing.matches()) {
      throw new EngineException.Rejected(
          "The command '/bin/sh -c exit "
              + failing.group(1)
              + "' returned a non-zero code: "
              + failing.group(1));
    }
  }

  private static String content(BuildSpec spec) {
    var text = new StringBuilder();
    spec.files().stream()
        .sorted(Comparator.comparing(FileEntry::path))
        .forEach(
            file ->
                text.append(file.path())
                    .append(file.mode())
                    .append(HexFormat.of().formatHex(file.content())));
    return text.append(new TreeMap<>(spec.args())).append(new TreeMap<>(spec.labels())).toString();
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
