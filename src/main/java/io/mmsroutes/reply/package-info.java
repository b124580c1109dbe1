/** Decides whether a received message is answered, and composes the answer. */
@NullMarked
package io.mmsroutes.reply;

import org.jspecify.annotations.NullMarked;
