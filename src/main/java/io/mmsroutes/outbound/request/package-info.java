/** Reads and checks a request to send, in the schema of Telnyx. */
@NullMarked
package io.mmsroutes.outbound.request;

import org.jspecify.annotations.NullMarked;
