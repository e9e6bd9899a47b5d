/** Typed ids and small values that every feature shares. */
@NullMarked
package dev.berth.kernel;

import org.jspecify.annotations.NullMarked;
