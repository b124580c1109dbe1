/** The Telnyx of the laptop: a phone, a media host and a messages API that fail on demand. */
@NullMarked
package io.mmsroutes.simulator;

import org.jspecify.annotations.NullMarked;
