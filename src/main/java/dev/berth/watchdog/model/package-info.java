/** What the watchdog decides. Pure. */
@NullMarked
package dev.berth.watchdog.model;

import org.jspecify.annotations.NullMarked;
