@NullMarked
package io.mmsroutes.dropin;

import org.jspecify.annotations.NullMarked;
