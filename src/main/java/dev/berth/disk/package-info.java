/** How full disks are: room on the machine, and what users have on it. */
@NullMarked
package dev.berth.disk;

import org.jspecify.annotations.NullMarked;
