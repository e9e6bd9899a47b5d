/** The catalogue in PostgreSQL. */
@NullMarked
package dev.berth.image.store;

import org.jspecify.annotations.NullMarked;
