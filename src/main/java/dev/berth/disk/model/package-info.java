/** Decisions about disks. */
@NullMarked
package dev.berth.disk.model;

import org.jspecify.annotations.NullMarked;
