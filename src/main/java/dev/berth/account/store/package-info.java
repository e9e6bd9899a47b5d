/** Accounts in PostgreSQL. */
@NullMarked
package dev.berth.account.store;

import org.jspecify.annotations.NullMarked;
