/** Plans in PostgreSQL. */
@NullMarked
package dev.berth.plan.store;

import org.jspecify.annotations.NullMarked;
