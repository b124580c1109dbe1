/** Checks the route files that staff save, and takes them up while the gateway runs. */
@NullMarked
package io.mmsroutes.reload;

import org.jspecify.annotations.NullMarked;
