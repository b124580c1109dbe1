/** Sending from a Camel application of your own, behind the Kamelet {@code telnyx-message-sink}. */
@NullMarked
package io.mmsroutes.dropin;

import org.jspecify.annotations.NullMarked;
