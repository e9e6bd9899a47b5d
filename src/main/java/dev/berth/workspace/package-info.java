/** What is inside of the box: host keys, injected files, client configuration, the SSH probe. */
@NullMarked
package dev.berth.workspace;

import org.jspecify.annotations.NullMarked;
