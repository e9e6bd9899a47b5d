/** Keeps what is known of GPUs in PostgreSQL. */
@NullMarked
package dev.berth.gpu.store;

import org.jspecify.annotations.NullMarked;
