/** Datasets in PostgreSQL. */
@NullMarked
package dev.berth.dataset.store;

import org.jspecify.annotations.NullMarked;
