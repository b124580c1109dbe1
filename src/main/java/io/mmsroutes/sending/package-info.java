@NullMarked
package io.mmsroutes.sending;

import org.jspecify.annotations.NullMarked;
