package dev.berth.storm;

import dev.berth.BerthProcess.Answer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * A user who asks for leases and changes her mind, and who tries again where she gets no answer: as
 * a script does that was written for a service which may be away.
 */
final class Client {

  private static final int MOST_LEASES = 3;
  private static final int LONGEST_PAUSE = 8_000;
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int UNAVAILABLE = 503;

  /** In the present state, or by quota: an answer like any other. */
  private static final int CONFLICT = 409;

  /** While GPUs are quarantined, for the engine has lost containers that have them. */
  private static final String FEWER_GPUS = "for this node has";

  private static final List<String> TERMS = List.of("15s", "25s", "40s", "10m", "2h");
  private static final List<String> VERBS =
      List.of("stop", "stop", "start", "start", "restart", "extend", "release", "release");
  private static final List<String> CHANGES =
      List.of(
          "{\"cpus\": 0.5}",
          "{\"memory\": \"200m\"}",
          "{\"env\": {\"A\": \"b\"}}",
          "{\"labels\": {\"a\": \"b\"}}");

  /** What a user's leases are for. */
  enum Habit {
    /** They need GPUs, and run a program. */
    GPUS,
    /** Most are there to log in; they are changed, too. */
    WORKSPACES
  }

  private final Rig.User user;
  private final Habit habit;
  private final Random random;
  private final History history;
  private int requests;
  private int operations;

  Client(Rig.User user, Habit habit, Random random, History history) {
    this.user = user;
    this.habit = habit;
    this.random = random;
    this.history = history;
  }

  /** Number of requests that were granted; each is a lease. */
  int requests() {
    return requests;
  }

  int operations() {
    return operations;
  }

  /** Acts as long as there is more to do. */
  void run(BooleanSupplier more) {
    try {
      while (more.getAsBoolean()) {
        act();
        operations++;
        Pause.of(Duration.ofMillis(random.nextInt(LONGEST_PAUSE)));
      }
    } catch (RuntimeException e) {
      history.problem(user.handle() + " gave up: " + e);
    }
  }

  private void act() {
    List<String> own = ask("GET", "/leases?limit=200", "", Map.of()).json().getList("items.id");
    if (own.isEmpty() || (own.size() < MOST_LEASES && random.nextInt(3) == 0)) {
      request();
      return;
    }
    String lease = own.get(random.nextInt(own.size()));
    if (random.nextInt(8) == 0) {
      snapshot(lease);
      return;
    }
    String verb =
        habit == Habit.WORKSPACES && random.nextInt(6) == 0
            ? "change"
            : VERBS.get(random.nextInt(VERBS.size()));
    var answer =
        switch (verb) {
          case "release" -> ask("DELETE", "/leases/" + lease, "", Map.of());
          case "change" ->
              ask(
                  "PATCH",
                  "/leases/" + lease,
                  CHANGES.get(random.nextInt(CHANGES.size())),
                  Map.of());
          case "extend" ->
              ask("POST", "/leases/" + lease + "/extend", "{\"by\": \"20s\"}", Map.of());
          default -> ask("POST", "/leases/" + lease + "/" + verb, "", Map.of());
        };
    note(verb + " " + lease, answer);
    if (answer.status() >= 300 && answer.status() != CONFLICT) {
      history.problem("%s %s %s: %s".formatted(user.handle(), verb, lease, answer.body()));
    }
  }

  /** Its name tells of which lease it is; see {@link Inside}. */
  private void snapshot(String lease) {
    String body = "{\"name\": \"%s\"}".formatted(lease.toLowerCase(Locale.ROOT));
    var answer = ask("POST", "/leases/" + lease + "/snapshots", body, Map.of());
    history.note("%s snapshot of %s -> %d".formatted(user.handle(), lease, answer.status()));
    if (answer.status() == CONFLICT) {
      discard();
    } else if (answer.status() != 202) {
      history.problem("%s snapshot %s: %s".formatted(user.handle(), lease, answer.body()));
    }
  }

  /** One of her own images that none of her leases is made from. */
  private void discard() {
    List<String> used = ask("GET", "/leases?limit=200", "", Map.of()).json().getList("items.image");
    for (String image : images("true")) {
      if (!used.contains(image)) {
        var answer = ask("DELETE", "/images/" + image, "", Map.of());
        history.note("%s discard %s -> %d".formatted(user.handle(), image, answer.status()));
        // Asked again, where the first answer was lost; or it is being taken.
        if (!List.of(204, 404, CONFLICT).contains(answer.status())) {
          history.problem("%s discard %s: %s".formatted(user.handle(), image, answer.body()));
        }
        return;
      }
    }
  }

  /** Names of her own images of which something is true. */
  private List<String> images(String what) {
    return ask("GET", "/images?limit=200", "", Map.of())
        .json()
        .getList("items.findAll { it.name.contains('/') && %s }.name".formatted(what));
  }

  /** What to start from: an own image, if there is one, in one of three cases. */
  private String image(boolean login) {
    List<String> own = images("it.state == 'baked'");
    return login && !own.isEmpty() && random.nextInt(3) == 0
        ? own.get(random.nextInt(own.size()))
        : "debian";
  }

  private void request() {
    String name = "l" + requests;
    boolean login = habit == Habit.WORKSPACES && random.nextInt(4) != 0;
    int gpus = login ? random.nextInt(2) : 1 + random.nextInt(4);
    String ttl = TERMS.get(random.nextInt(TERMS.size()));
    var fields = new ArrayList<String>();
    fields.add("\"name\": \"%s\", \"gpus\": %d, \"ttl\": \"%s\"".formatted(name, gpus, ttl));
    fields.add("\"image\": \"%s\", \"memory\": \"128m\"".formatted(image(login)));
    if (!login) {
      fields.add("\"ssh\": false, \"command\": [\"sleep\", \"86400\"]");
      fields.add("\"mounts\": [{\"home\": false}]");
    }
    if (random.nextInt(3) == 0) {
      fields.add("\"ports\": [{\"container\": 8888}]");
    }
    String body = "{" + String.join(", ", fields) + "}";
    var answer =
        ask("POST", "/leases", body, Map.of("Idempotency-Key", user.handle() + "-" + name));
    note("request %s of %d GPUs for %s".formatted(name, gpus, ttl), answer);
    if (answer.status() == 202) {
      requests++;
    } else if (!answer.body().contains(FEWER_GPUS)) {
      history.problem("%s request %s: %s".formatted(user.handle(), name, answer.body()));
    }
  }

  private void note(String what, Answer answer) {
    String state = answer.status() < 300 ? answer.json().getString("state") : "";
    String id = answer.status() < 300 ? answer.json().getString("id") : "";
    history.note(
        "%s %s -> %d %s %s".formatted(user.handle(), what, answer.status(), id, state).strip());
  }

  /** The first answer that says anything. */
  private Answer ask(String method, String path, String body, Map<String, String> headers) {
    var end = Instant.now().plus(PATIENCE);
    while (true) {
      try {
        var answer = user.ask(method, path, body, headers);
        if (answer.status() != UNAVAILABLE || Instant.now().isAfter(end)) {
          return answer;
        }
      } catch (UncheckedIOException e) {
        if (Instant.now().isAfter(end)) {
          throw e;
        }
      }
      Pause.of(Duration.ofMillis(300));
    }
  }
}
