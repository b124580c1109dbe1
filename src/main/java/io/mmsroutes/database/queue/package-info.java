/** {@code queue:}, the Camel component over the table {@code queue_entries}: leases, backoff and dead letters in one place. */
@NullMarked
package io.mmsroutes.database.queue;

import org.jspecify.annotations.NullMarked;
