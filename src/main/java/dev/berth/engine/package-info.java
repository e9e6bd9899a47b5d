/** What Berth needs from a container engine. */
@NullMarked
package dev.berth.engine;

import org.jspecify.annotations.NullMarked;
