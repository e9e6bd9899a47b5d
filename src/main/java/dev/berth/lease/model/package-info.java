/** What a lease is and the moves that are legal from each of its states. Pure. */
@NullMarked
package dev.berth.lease.model;

import org.jspecify.annotations.NullMarked;
