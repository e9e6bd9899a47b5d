/** What leases and their GPUs were used for, and how long. */
@NullMarked
package dev.berth.usage;

import org.jspecify.annotations.NullMarked;
