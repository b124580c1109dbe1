@NullMarked
package io.mmsroutes.store;

import org.jspecify.annotations.NullMarked;
