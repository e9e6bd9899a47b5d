/** Reads use from PostgreSQL; the leases' own store writes when they are up. */
@NullMarked
package dev.berth.usage.store;

import org.jspecify.annotations.NullMarked;
