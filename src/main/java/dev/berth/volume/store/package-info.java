/** Volumes in PostgreSQL. */
@NullMarked
package dev.berth.volume.store;

import org.jspecify.annotations.NullMarked;
