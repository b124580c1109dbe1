/** One message to send: the request, its state, its outcome and the rates that it is sent by. */
@NullMarked
package io.mmsroutes.outbound;

import org.jspecify.annotations.NullMarked;
