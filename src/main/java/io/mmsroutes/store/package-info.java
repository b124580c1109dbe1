/** Stores by their Kamelets: which one has what, and the file store. */
@NullMarked
package io.mmsroutes.store;

import org.jspecify.annotations.NullMarked;
