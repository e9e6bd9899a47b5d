/** Plans and what they allow, as plain values. */
@NullMarked
package dev.berth.plan.model;

import org.jspecify.annotations.NullMarked;
