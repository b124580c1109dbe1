/** The store on Google Cloud Storage, by its JSON API. */
@NullMarked
package io.mmsroutes.store.gcs;

import org.jspecify.annotations.NullMarked;
