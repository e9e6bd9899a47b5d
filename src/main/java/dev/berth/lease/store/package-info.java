/** Leases, their grants and events in PostgreSQL. */
@NullMarked
package dev.berth.lease.store;

import org.jspecify.annotations.NullMarked;
