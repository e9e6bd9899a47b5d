/** Workspaces that do nothing: what was seen of them, and keeping them awake. */
@NullMarked
package dev.berth.idle;

import org.jspecify.annotations.NullMarked;
