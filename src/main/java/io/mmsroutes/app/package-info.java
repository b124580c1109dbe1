/** Wires the gateway: beans, checks and start, for Camel Main and for hosts. */
@NullMarked
package io.mmsroutes.app;

import org.jspecify.annotations.NullMarked;
