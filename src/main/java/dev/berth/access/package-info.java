/**
 * What people do inside of a running workspace: commands, terminals, log, usage, files, signals.
 */
@NullMarked
package dev.berth.access;

import org.jspecify.annotations.NullMarked;
