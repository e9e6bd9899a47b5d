package dev.berth.api;

import dev.berth.plan.model.Permissions;
import dev.berth.plan.model.Selection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a plan allows; the selections are names, or {@code *} for all there are. */
@Schema(name = "Permissions")
record PermissionsView(
    boolean hostNetwork,
    boolean containerNetwork,
    boolean hostIpc,
    boolean rootLogin,
    boolean passwordLogin,
    boolean fixedPorts,
    boolean reservations,
    boolean chosenGpus,
    List<String> datasets,
    List<String> images) {

  /** Stands for all names in a list of its own. */
  static final String ALL = "*";

  static PermissionsView of(Permissions allowed) {
    return new PermissionsView(
        allowed.hostNetwork(),
        allowed.containerNetwork(),
        allowed.hostIpc(),
        allowed.rootLogin(),
        allowed.passwordLogin(),
        allowed.fixedPorts(),
        allowed.reservations(),
        allowed.chosenGpus(),
        names(allowed.datasets()),
        names(allowed.images()));
  }

  private static List<String> names(Selection selection) {
    return selection.all() ? List.of(ALL) : selection.names().stream().sorted().toList();
  }
}
