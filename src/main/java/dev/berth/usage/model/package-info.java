/** Reckoning of use, as plain values. */
@NullMarked
package dev.berth.usage.model;

import org.jspecify.annotations.NullMarked;
