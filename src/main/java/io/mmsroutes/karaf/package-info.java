/** The gateway as a bundle of Karaf, on the Camel that is there. Nothing of it is loaded elsewhere. */
@NullMarked
package io.mmsroutes.karaf;

import org.jspecify.annotations.NullMarked;
