package dev.berth.engine;

import dev.berth.engine.FakeEngine.Call;
import dev.berth.engine.model.BuildSpec;
import dev.berth.engine.model.ContainerSpec;
import dev.berth.engine.model.EngineEvent;
import dev.berth.engine.model.ExecResult;
import dev.berth.engine.model.FileEntry;
import dev.berth.engine.model.KeptImage;
import dev.berth.engine.model.LiveLimits;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.PortNumber;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * What is behind {@link FakeEngine}: its state, what happens there besides our calls, orders for
 * what goes wrong next, and what was done.
 */
abstract class FakeHost {

  static final int SIGTERM_EXIT = 143;
  private static final int SIGKILL_EXIT = 137;

  final Map<String, FakeContainer> containers = new TreeMap<>();
  final Set<String> foreign = new HashSet<>();
  final Map<String, String> volumes = new TreeMap<>();
  final Map<String, Map<String, Map<String, String>>> links = new TreeMap<>();
  private final Set<PortNumber> occupied = new HashSet<>();
  final FakeGpus gpus = new FakeGpus(this);
  final FakeImages images = new FakeImages();
  final Map<KeptImage, Map<String, FileEntry>> copies = new HashMap<>();
  final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
  private final Deque<EngineEvent> untold = new ArrayDeque<>();
  private final Map<Call, EngineException> failBefore = new EnumMap<>(Call.class);
  private final Map<Call, EngineException> failAfter = new EnumMap<>(Call.class);
  private final List<Call> calls = new ArrayList<>();
  BiFunction<String, List<String>, Optional<ExecResult>> answers =
      (name, command) -> Optional.empty();
  Optional<String> keepRefusal = Optional.empty();
  Optional<String> updateRefusal = Optional.empty();
  Optional<String> refusal = Optional.empty();
  Optional<String> dataDirectory = Optional.empty();
  Optional<Integer> crash = Optional.empty();
  private boolean down;
  private int made;

  record Subscriber(Consumer<EngineEvent> onEvent, Runnable broken) {}

  @FunctionalInterface
  interface Work<T> {
    T run() throws EngineException;
  }

  /** Down: every call is {@code Unavailable}, and subscriptions break. */
  public final void setDown(boolean down) {
    synchronized (this) {
      this.down = down;
    }
    if (down) {
      breakSubscriptions();
    }
  }

  /** Where it says that its data is. */
  public final void dataDirectory(String directory) {
    dataDirectory = Optional.of(directory);
  }

  /** Ends every subscription as a restart of the engine does. */
  public final void breakSubscriptions() {
    List<Subscriber> broken = List.copyOf(subscribers);
    subscribers.removeAll(broken);
    broken.forEach(subscriber -> subscriber.broken().run());
  }

  /** PID 1 of a running container ends. */
  public final void kill(String name, int exitCode) {
    change(() -> running(name).ifPresent(container -> exit(container, exitCode, false)));
  }

  /** The kernel kills PID 1 of a running container for its memory. */
  public final void killOutOfMemory(String name) {
    change(() -> running(name).ifPresent(container -> exit(container, SIGKILL_EXIT, true)));
  }

  /** The kernel kills another process of a running container for its memory. */
  public final void killChildOutOfMemory(String name) {
    change(() -> running(name).ifPresent(container -> tell(container, "oom")));
  }

  /** Somebody gives a container another name by hand. */
  public final void renameByHand(String from, String to) {
    change(
        () -> {
          FakeContainer container = containers.remove(from);
          container.name = to;
          containers.put(to, container);
          tell(container, "rename");
        });
  }

  /** Somebody removes a container by hand. */
  public final void removeByHand(String name) {
    change(() -> drop(name));
  }

  /** Somebody else's container takes a name. */
  public final synchronized void addForeign(String name) {
    foreign.add(name);
  }

  public final synchronized boolean hasForeign(String name) {
    return foreign.contains(name);
  }

  /** A process that is no container listens on a port. */
  public final synchronized void occupyPort(PortNumber port) {
    occupied.add(port);
  }

  public final synchronized void freePort(PortNumber port) {
    occupied.remove(port);
  }

  /** An image that is on the engine. */
  public final synchronized void addImage(ImageRef image) {
    images.add(image);
  }

  /** An image that is in the registry. */
  public final synchronized void publishImage(ImageRef image) {
    images.publish(image);
  }

  /** Its GPUs, of which it has none at first. */
  public final FakeGpus gpus() {
    return gpus;
  }

  public final synchronized void write(String name, String line) {
    Optional.ofNullable(containers.get(name)).ifPresent(container -> container.write(line));
  }

  /** The next call of a kind fails and has no effect. */
  public final synchronized void failNext(Call call, EngineException failure) {
    failBefore.put(call, failure);
  }

  /** The next call of a kind has its effect and fails nevertheless, as after a lost answer. */
  public final synchronized void failNextAfterEffect(Call call, EngineException failure) {
    failAfter.put(call, failure);
  }

  /** Takes back what {@link #failNext} and {@link #failNextAfterEffect} have ordered. */
  public final synchronized void failNothing() {
    failBefore.clear();
    failAfter.clear();
  }

  /** Every start is {@code Rejected} with this text; empty ends it. */
  public final synchronized void refuseStarts(Optional<String> text) {
    refusal = text;
  }

  /** Nothing can be kept, which is {@code Rejected} with this text; empty ends it. */
  public final synchronized void refuseKeeping(Optional<String> text) {
    keepRefusal = text;
  }

  /** Every update of limits is {@code Rejected} with this text; empty ends it. */
  public final synchronized void refuseUpdates(Optional<String> text) {
    updateRefusal = text;
  }

  /** Every container that starts exits at once with this code; empty ends it. */
  public final synchronized void crashOnStart(Optional<Integer> exitCode) {
    crash = exitCode;
  }

  /**
   * Answers commands, given the name of the container; where it is empty {@code FakeShell} does.
   */
  public final synchronized void answerExec(
      BiFunction<String, List<String>, Optional<ExecResult>> answers) {
    this.answers = answers;
  }

  public final synchronized boolean isRunning(String name) {
    return running(name).isPresent();
  }

  public final synchronized Set<String> containerNames() {
    return Set.copyOf(containers.keySet());
  }

  public final synchronized Map<String, FileEntry> files(String name) {
    return containers.containsKey(name) ? Map.copyOf(containers.get(name).files) : Map.of();
  }

  public final synchronized Optional<ContainerSpec> spec(String name) {
    return Optional.ofNullable(containers.get(name)).map(container -> container.spec);
  }

  public final synchronized Optional<LiveLimits> limits(String name) {
    return Optional.ofNullable(containers.get(name)).map(container -> container.limits);
  }

  /** The id of the container whose network another shares. */
  public final synchronized Optional<String> joins(String name) {
    return Optional.ofNullable(containers.get(name)).flatMap(container -> container.joins);
  }

  /** What was kept, each with its files. */
  public final synchronized Map<KeptImage, Map<String, FileEntry>> copies() {
    return Map.copyOf(copies);
  }

  final Optional<KeptImage> copyAt(ImageRef image) {
    return copies.keySet().stream().filter(copy -> copy.image().equals(image)).findAny();
  }

  /** What a container calls the others it is linked to; empty where it is not linked. */
  public final synchronized Optional<Map<String, String>> links(String owner, String name) {
    return Optional.ofNullable(links.getOrDefault(owner, Map.of()).get(name));
  }

  public final synchronized Optional<String> volumeOwner(String name) {
    return Optional.ofNullable(volumes.get(name));
  }

  public final synchronized List<BuildSpec> builds() {
    return images.builds();
  }

  /** Every call that was tried, in order. */
  public final synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  final <T> T call(Call kind, Work<T> work) throws EngineException {
    T result;
    EngineException lost;
    synchronized (this) {
      calls.add(kind);
      EngineException failure = failBefore.remove(kind);
      if (down) {
        throw new EngineException.Unavailable("fake engine is down");
      }
      if (failure != null) {
        throw failure;
      }
      lost = failAfter.remove(kind);
      result = work.run();
    }
    publish();
    if (lost != null) {
      throw lost;
    }
    return result;
  }

  private void change(Runnable change) {
    synchronized (this) {
      change.run();
    }
    publish();
  }

  /** Outside of the lock: a listener may wait for a thread that calls the engine. */
  private void publish() {
    List<EngineEvent> events;
    synchronized (this) {
      events = List.copyOf(untold);
      untold.clear();
    }
    events.forEach(event -> subscribers.forEach(s -> s.onEvent().accept(event)));
  }

  final FakeContainer require(String name) throws EngineException {
    FakeContainer container = containers.get(name);
    if (container == null) {
      throw new EngineException.Rejected("no container " + name);
    }
    return container;
  }

  final Optional<FakeContainer> running(String name) {
    return Optional.ofNullable(containers.get(name)).filter(FakeContainer::isRunning);
  }

  final void exit(FakeContainer container, int code, boolean byMemory) {
    container.exit(code, byMemory);
    if (byMemory) {
      tell(container, "oom");
    }
    tell(container, "die");
  }

  final boolean drop(String name) {
    running(name).ifPresent(container -> exit(container, SIGKILL_EXIT, false));
    FakeContainer container = containers.remove(name);
    if (container != null) {
      tell(container, "destroy");
    }
    return container != null;
  }

  final void tell(FakeContainer container, String action) {
    untold.add(new EngineEvent(container.spec.lease(), action));
  }

  final String nextId() {
    return "id-" + ++made;
  }

  /** The id of the container whose network a new one is to share. */
  final Optional<String> joins(ContainerSpec spec) throws EngineException {
    return spec.network() instanceof ContainerSpec.Network.Joined(var other)
        ? Optional.of(require(other).id)
        : Optional.empty();
  }

  final void requireNetwork(FakeContainer container) throws EngineException {
    for (String id : container.joins.stream().toList()) {
      if (containers.values().stream().noneMatch(it -> it.id.equals(id) && it.isRunning())) {
        throw new EngineException.Rejected("cannot join the network of " + id);
      }
    }
  }

  final void requireFree(PortNumber port) throws EngineException {
    boolean isPublished =
        containers.values().stream()
            .filter(FakeContainer::isRunning)
            .flatMap(other -> other.spec.ports().stream())
            .anyMatch(other -> other.host().equals(port));
    if (isPublished || occupied.contains(port)) {
      throw new EngineException.PortTaken(
          "listen tcp4 :" + port + ": bind: address already in use",
          Optional.of(port),
          EngineException.PortTaken.By.PROCESS,
          new IOException());
    }
  }
}
