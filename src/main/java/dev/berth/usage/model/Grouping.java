package dev.berth.usage.model;

/** By what use is added up. */
public enum Grouping {
  USER,
  PLAN,
  /** By the values of one label; leases without it are together. */
  LABEL,
  /** A lease counts for each of its GPUs; those without one do not. */
  GPU,
  LEASE
}
