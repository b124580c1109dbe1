@NullMarked
package io.mmsroutes.outbound.preflight;

import org.jspecify.annotations.NullMarked;
