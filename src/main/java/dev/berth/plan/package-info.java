/** The limits and permissions an admin sets for users. */
@NullMarked
package dev.berth.plan;

import org.jspecify.annotations.NullMarked;
