/** The GPUs there are: what a probe found of them, and what admins say of them. */
@NullMarked
package dev.berth.gpu;

import org.jspecify.annotations.NullMarked;
