/** The folder whose files are requests to send. Names are never text: their bytes need not be letters of the locale. */
@NullMarked
package io.mmsroutes.outbound.outbox;

import org.jspecify.annotations.NullMarked;
