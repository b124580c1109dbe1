/** Looks at the media of a message before it is sent, by the limits of carriers. */
@NullMarked
package io.mmsroutes.outbound.preflight;

import org.jspecify.annotations.NullMarked;
