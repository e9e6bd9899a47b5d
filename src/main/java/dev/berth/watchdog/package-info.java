/** Drives every lease to where its row says it should be. */
@NullMarked
package dev.berth.watchdog;

import org.jspecify.annotations.NullMarked;
