package dev.berth.plan.model;

/** A named set of limits and permissions that admins give to users. */
public record Plan(String name, Limits limits, Permissions permissions) {

  /** The plan of everybody who was given no other. It can be changed but not removed. */
  public static final String DEFAULT = "default";
}
