/** What is kept of disks, in PostgreSQL. */
@NullMarked
package dev.berth.disk.store;

import org.jspecify.annotations.NullMarked;
