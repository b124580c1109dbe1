/** What a SMIL arranges: in which order the media of a message are shown, and with which words. */
@NullMarked
package io.mmsroutes.smil;

import org.jspecify.annotations.NullMarked;
