@NullMarked
package io.mmsroutes.failure;

import org.jspecify.annotations.NullMarked;
