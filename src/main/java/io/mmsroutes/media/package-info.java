/** Fetches media from hosts that are not trusted, finds out what came, and spools it until a store has it. */
@NullMarked
package io.mmsroutes.media;

import org.jspecify.annotations.NullMarked;
