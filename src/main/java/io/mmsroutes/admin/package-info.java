/** The commands of staff under {@code /admin}: dead letters, replay, opt-outs and erasing a number. */
@NullMarked
package io.mmsroutes.admin;

import org.jspecify.annotations.NullMarked;
