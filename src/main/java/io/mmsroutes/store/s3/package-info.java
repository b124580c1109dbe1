@NullMarked
package io.mmsroutes.store.s3;

import org.jspecify.annotations.NullMarked;
