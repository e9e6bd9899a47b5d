/** Tells people outside of Berth, by mail and webhook: what was said is kept until it is told. */
@NullMarked
package dev.berth.notify;

import org.jspecify.annotations.NullMarked;
