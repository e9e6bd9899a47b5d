/** What was seen of idle workspaces, in PostgreSQL. */
@NullMarked
package dev.berth.idle.store;

import org.jspecify.annotations.NullMarked;
