@NullMarked
package io.mmsroutes;

import org.jspecify.annotations.NullMarked;
