/** For trials: the PostgreSQL that Berth brings along, and a clock that can be set. */
@NullMarked
package dev.berth.trial;

import org.jspecify.annotations.NullMarked;
