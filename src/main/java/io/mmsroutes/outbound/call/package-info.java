/** The one call to Telnyx for a message, and what its answer, or the lack of one, means. */
@NullMarked
package io.mmsroutes.outbound.call;

import org.jspecify.annotations.NullMarked;
