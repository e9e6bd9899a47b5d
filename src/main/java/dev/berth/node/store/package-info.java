/** Nodes and the installation in PostgreSQL. */
@NullMarked
package dev.berth.node.store;

import org.jspecify.annotations.NullMarked;
