package dev.berth.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.berth.disk.DiskGuard;
import dev.berth.disk.DiskStore;
import dev.berth.disk.model.DiskItem;
import dev.berth.disk.model.DiskUse;
import dev.berth.disk.model.Room;
import dev.berth.disk.model.Standing;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.UserId;
import dev.berth.lease.Owners;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How full disks are, for admins. */
@Path("/api/v1/admin/disk")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "admin")
class AdminDiskResource {

  private static final int SHOWN = 50;

  private final DiskGuard guard;
  private final DiskStore disk;
  private final Owners owners;

  AdminDiskResource(DiskGuard guard, DiskStore disk, Owners owners) {
    this.guard = guard;
    this.disk = disk;
    this.owners = owners;
  }

  /** How full the disk is, and by whom. */
  @Schema(name = "Disk")
  record DiskView(
      RoomView room,
      @Schema(description = "null before anything was") @Nullable Instant measuredAt,
      @Schema(description = "Why the last measuring came to nothing")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable String trouble,
      @Schema(description = "Who has most, most first") List<UserView> users) {}

  /** What a user has, what takes most first. */
  @Schema(name = "UserDisk")
  record UserView(
      String user,
      long bytes,
      @Schema(description = "null for any amount", examples = "500g") @Nullable String limit,
      @Schema(
              description = "How she stands to it; over: nothing starts, stopped: nothing runs",
              enumeration = {"fine", "warned", "over", "stopped"})
          String level,
      List<ItemView> items) {}

  /** Something that takes room. */
  @Schema(name = "DiskItem")
  record ItemView(
      @Schema(enumeration = {"layer", "home", "volume", "image"}) String kind,
      String name,
      long bytes) {

    private static ItemView of(DiskItem item) {
      return new ItemView(item.kind().name().toLowerCase(Locale.ROOT), item.name(), item.bytes());
    }
  }

  /** Room on the disk that holds the engine's data; what is not known is left out. */
  @Schema(name = "DiskRoom")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record RoomView(
      @Schema(
              description = "While it is low nothing new starts",
              enumeration = {"enough", "low", "unknown"})
          String state,
      @Schema(description = "Where is looked", examples = "/var/lib/docker") @Nullable String path,
      @Nullable Long totalBytes,
      @Nullable Long freeBytes,
      @Schema(description = "Only while it is low: what must be free") @Nullable Long neededBytes,
      @Schema(description = "Only where nothing is known: why") @Nullable String trouble) {

    static RoomView of(DiskGuard.Seen seen) {
      String path = seen.path().map(Object::toString).orElse(null);
      return switch (seen.room()) {
        case Room.Enough(var space) ->
            new RoomView("enough", path, space.totalBytes(), space.freeBytes(), null, null);
        case Room.Low(var space, long needed) ->
            new RoomView("low", path, space.totalBytes(), space.freeBytes(), needed, null);
        case Room.Unknown(var why) -> new RoomView("unknown", path, null, null, null, why);
      };
    }
  }

  @GET
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "Whether the disk has room, and which fifty users have most on it")
  public DiskView get() {
    var last = disk.last();
    var standings = disk.standings();
    return new DiskView(
        RoomView.of(guard.seen()),
        last.at().orElse(null),
        last.trouble().isEmpty() ? null : last.trouble(),
        disk.all().entrySet().stream()
            .sorted(
                Comparator.<Map.Entry<UserId, DiskUse>>comparingLong(of -> of.getValue().bytes())
                    .reversed()
                    .thenComparing(of -> of.getKey().value()))
            .limit(SHOWN)
            .map(of -> user(of.getKey(), of.getValue(), standings))
            .toList());
  }

  private UserView user(UserId user, DiskUse use, Map<UserId, Standing> standings) {
    var standing = standings.get(user);
    return new UserView(
        user.value(),
        use.bytes(),
        owners.maxDisk(user).map(ByteSize::toString).orElse(null),
        standing == null ? "fine" : standing.level().name().toLowerCase(Locale.ROOT),
        use.items().stream().limit(SHOWN).map(ItemView::of).toList());
  }
}
