/** Who did what; append-only. */
@NullMarked
package dev.berth.audit;

import org.jspecify.annotations.NullMarked;
