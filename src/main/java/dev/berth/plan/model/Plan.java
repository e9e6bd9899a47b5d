package dev.berth.plan.model;

/** A named set of limits and permissions that admins give to users. */
public record Plan(String name, Limits limits, Permissions permissions) {

  /** The plan of everybody who was given no other. It can be changed but not removed. */
  public static final String DEFAULT = "default";

  /** What a name looks like, for messages and the OpenAPI document. */
  public static final String NAME_PATTERN = "[a-z][a-z0-9-]{0,31}";

  /** Most leases that a plan can allow. */
  public static final int MOST_LEASES = 10_000;
}
