/** Wiring, start-up and shutdown order. May use everything; nothing depends on it. */
@NullMarked
package dev.berth;

import org.jspecify.annotations.NullMarked;
