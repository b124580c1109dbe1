@NullMarked
package io.mmsroutes.media;

import org.jspecify.annotations.NullMarked;
