/** The store on S3 and servers that speak it. */
@NullMarked
package io.mmsroutes.store.s3;

import org.jspecify.annotations.NullMarked;
