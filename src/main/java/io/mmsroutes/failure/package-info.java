/** The two words for failure, {@link Rejected} and {@link TryLater}, and how a person is told of one. */
@NullMarked
package io.mmsroutes.failure;

import org.jspecify.annotations.NullMarked;
