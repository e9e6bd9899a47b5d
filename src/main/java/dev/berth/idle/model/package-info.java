/** When a workspace counts as idle. */
@NullMarked
package dev.berth.idle.model;

import org.jspecify.annotations.NullMarked;
