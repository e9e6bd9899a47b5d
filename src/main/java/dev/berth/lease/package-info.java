/** The use cases of a lease, and the store they are kept in. */
@NullMarked
package dev.berth.lease;

import org.jspecify.annotations.NullMarked;
