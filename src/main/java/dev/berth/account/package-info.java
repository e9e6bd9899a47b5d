/** Users, their SSH keys and API tokens. */
@NullMarked
package dev.berth.account;

import org.jspecify.annotations.NullMarked;
