/** Links to stored media that Telnyx can fetch: who makes them, how long they live, and what a holder gets. */
@NullMarked
package io.mmsroutes.link;

import org.jspecify.annotations.NullMarked;
