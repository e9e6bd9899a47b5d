/** Images that users make of their workspaces. */
@NullMarked
package dev.berth.snapshot;

import org.jspecify.annotations.NullMarked;
