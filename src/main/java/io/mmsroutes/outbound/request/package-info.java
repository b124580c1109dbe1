@NullMarked
package io.mmsroutes.outbound.request;

import org.jspecify.annotations.NullMarked;
