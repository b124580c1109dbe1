@NullMarked
package io.mmsroutes.message;

import org.jspecify.annotations.NullMarked;
