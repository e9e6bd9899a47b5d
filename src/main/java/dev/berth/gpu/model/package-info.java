/** GPUs as they were found, as plain values. */
@NullMarked
package dev.berth.gpu.model;

import org.jspecify.annotations.NullMarked;
