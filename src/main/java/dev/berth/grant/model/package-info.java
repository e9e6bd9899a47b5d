/** Which port a lease gets. Pure. */
@NullMarked
package dev.berth.grant.model;

import org.jspecify.annotations.NullMarked;
