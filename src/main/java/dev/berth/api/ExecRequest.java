package dev.berth.api;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A command to run in a workspace. */
@Schema(description = "A command; every field but command has a default")
record ExecRequest(
    @Schema(required = true, description = "Program and arguments; no shell reads them")
        @Nullable List<@Nullable String> command,
    @Schema(description = "The lease's user, or root where she has sudo") @Nullable String user,
    @Schema(description = "Absolute; the image's own by default") @Nullable String workdir,
    @Nullable Map<String, String> env,
    @Schema(description = "With a terminal: all output is stdout then") @Nullable Boolean tty,
    @Schema(description = "Answer at once with an id") @Nullable Boolean detach,
    @Schema(description = "1s to 1h; 60s by default, 1h for a detached one", examples = "5m")
        @Nullable String timeout) {

  boolean isDetached() {
    return Boolean.TRUE.equals(detach);
  }
}
