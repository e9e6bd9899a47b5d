/** Value types of the container engine port. */
@NullMarked
package dev.berth.engine.model;

import org.jspecify.annotations.NullMarked;
