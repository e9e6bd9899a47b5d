/** Encryption of what must be read back, under the installation's own key. */
@NullMarked
package dev.berth.secret;

import org.jspecify.annotations.NullMarked;
