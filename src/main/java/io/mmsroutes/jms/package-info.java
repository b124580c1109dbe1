/** Queues of the user's own that are reached by JMS: connections to an Artemis by its URL, or the host's. */
@NullMarked
package io.mmsroutes.jms;

import org.jspecify.annotations.NullMarked;
