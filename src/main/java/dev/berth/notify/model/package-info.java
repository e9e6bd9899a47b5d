/** What is told, in which form, and when it is tried again. */
@NullMarked
package dev.berth.notify.model;

import org.jspecify.annotations.NullMarked;
