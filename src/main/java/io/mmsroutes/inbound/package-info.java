@NullMarked
package io.mmsroutes.inbound;

import org.jspecify.annotations.NullMarked;
