@NullMarked
package io.mmsroutes.outbound.answer;

import org.jspecify.annotations.NullMarked;
