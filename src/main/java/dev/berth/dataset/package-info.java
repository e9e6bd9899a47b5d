/** Host directories that admins publish under names, and users mount by name alone. */
@NullMarked
package dev.berth.dataset;

import org.jspecify.annotations.NullMarked;
