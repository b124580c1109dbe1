@NullMarked
package io.mmsroutes.outbound;

import org.jspecify.annotations.NullMarked;
