/** The PostgreSQL that Berth brings along for a trial, where no other is configured. */
@NullMarked
package dev.berth.trial;

import org.jspecify.annotations.NullMarked;
