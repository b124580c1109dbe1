@NullMarked
package io.mmsroutes.sending.call;

import org.jspecify.annotations.NullMarked;
