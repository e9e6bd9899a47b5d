package dev.berth.plan.model;

/**
 * What a plan allows beyond what everybody may do. Whatever is not named is refused.
 *
 * @param hostNetwork {@code "network": "host"}
 * @param containerNetwork {@code "network": "container:NAME"}, of an own lease
 * @param hostIpc {@code "ipc": "host"}
 * @param rootLogin {@code "user": "root"}
 * @param passwordLogin {@code "login": {"password": true}}
 * @param fixedPorts host ports of the user's choice
 * @param reservations of GPUs, ahead of time
 * @param chosenGpus {@code "gpu": {"uuids": […]}}
 * @param datasets that may be mounted
 * @param images that may be asked for
 */
public record Permissions(
    boolean hostNetwork,
    boolean containerNetwork,
    boolean hostIpc,
    boolean rootLogin,
    boolean passwordLogin,
    boolean fixedPorts,
    boolean reservations,
    boolean chosenGpus,
    Selection datasets,
    Selection images) {

  /** Every image of the catalogue, and nothing else. */
  public static final Permissions DEFAULT =
      new Permissions(
          false, false, false, false, false, false, false, false, Selection.NONE, Selection.ALL);
}
