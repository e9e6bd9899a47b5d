/** What a failure of the database means. */
@NullMarked
package dev.berth.database;

import org.jspecify.annotations.NullMarked;
