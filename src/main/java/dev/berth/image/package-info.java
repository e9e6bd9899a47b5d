/** The catalogue of images, and baking Berth's SSH server into them. */
@NullMarked
package dev.berth.image;

import org.jspecify.annotations.NullMarked;
