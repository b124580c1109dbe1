/** One received message: what Telnyx said of it, what became of its media, and the manifest that tells of both. */
@NullMarked
package io.mmsroutes.inbound;

import org.jspecify.annotations.NullMarked;
