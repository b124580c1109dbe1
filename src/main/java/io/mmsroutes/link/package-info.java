@NullMarked
package io.mmsroutes.link;

import org.jspecify.annotations.NullMarked;
