/** What the gateway's own HTTP servers take, and how much of it at once. */
@NullMarked
package io.mmsroutes.server;

import org.jspecify.annotations.NullMarked;
