/** The audit trail in PostgreSQL. */
@NullMarked
package dev.berth.audit.store;

import org.jspecify.annotations.NullMarked;
