/** The directory where an installation keeps its own few files. */
@NullMarked
package dev.berth.home;

import org.jspecify.annotations.NullMarked;
