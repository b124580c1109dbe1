/** Webhooks of Telnyx: the signature, the event and the shapes that its payloads come in. */
@NullMarked
package io.mmsroutes.telnyx;

import org.jspecify.annotations.NullMarked;
