/** The start of the gateway as a process. */
@NullMarked
package io.mmsroutes;

import org.jspecify.annotations.NullMarked;
