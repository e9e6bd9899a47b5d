/** Keeps what is to be told in PostgreSQL. */
@NullMarked
package dev.berth.notify.store;

import org.jspecify.annotations.NullMarked;
