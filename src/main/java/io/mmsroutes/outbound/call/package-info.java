@NullMarked
package io.mmsroutes.outbound.call;

import org.jspecify.annotations.NullMarked;
