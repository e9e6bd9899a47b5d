/** The Docker Engine behind the port. */
@NullMarked
package dev.berth.engine.docker;

import org.jspecify.annotations.NullMarked;
