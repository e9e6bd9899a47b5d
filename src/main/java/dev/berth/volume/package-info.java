/** Users' own volumes: named by them, kept by the engine, and outliving every lease. */
@NullMarked
package dev.berth.volume;

import org.jspecify.annotations.NullMarked;
