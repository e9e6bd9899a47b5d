/** REST API, version 1. */
@NullMarked
package dev.berth.api;

import org.jspecify.annotations.NullMarked;
