package dev.berth.volume;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.berth.audit.Audit;
import dev.berth.kernel.UserId;
import dev.berth.node.Installation;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Users' own volumes on record. The engine makes one when it is mounted for the first time. */
@Singleton
public class Volumes {

  /** What a name looks like, for checks, messages and the OpenAPI document. */
  public static final String NAME = "[a-z0-9][a-z0-9._-]{0,62}";

  /** Name under which a user's home is listed; no own volume can have it. */
  public static final String HOME = "home";

  private static final Pattern VALID = Pattern.compile(NAME);

  private final VolumeStore store;
  private final Audit audit;
  private final VolumeConfig config;
  private final InstantSource clock;
  private final Installation installation;

  public Volumes(
      VolumeStore store,
      Audit audit,
      VolumeConfig config,
      InstantSource clock,
      Installation installation) {
    this.store = store;
    this.audit = audit;
    this.config = config;
    this.clock = clock;
    this.installation = installation;
  }

  /** Whether an own volume can have this name. */
  public static boolean isValid(String name) {
    return VALID.matcher(name).matches() && !name.equals(HOME);
  }

  /**
   * The owner's volume of a name, put on record where it is mentioned for the first time. In the
   * transaction that admits a lease with it, it can't be removed before that ends.
   *
   * @throws IllegalArgumentException if the name is not valid
   */
  public Ensured ensure(UserId owner, String name) {
    if (!isValid(name)) {
      throw new IllegalArgumentException("not a name of an own volume: " + name);
    }
    var now = clock.instant();
    var id = UlidCreator.getUlid(now.toEpochMilli()).toString().toLowerCase(Locale.ROOT);
    var fresh = new Volume(owner, name, "berth-" + installation.id() + "-volume-" + id, now);
    return audit.together(
        () -> {
          var outcome = store.ensure(fresh, config.maxPerUser());
          if (outcome instanceof Ensured.Present(_, boolean created) && created) {
            audit.record(owner.value(), "volume.create", name, fresh.engineName());
          }
          return outcome;
        });
  }

  public Optional<Volume> find(UserId owner, String name) {
    return store.find(owner, name);
  }

  /** By name, without the home. */
  public List<Volume> list(UserId owner) {
    return store.list(owner);
  }

  /** What the engine calls a user's home. */
  public String homeEngineName(UserId owner) {
    return "berth-" + installation.id() + "-home-" + owner;
  }
}
