@NullMarked
package io.mmsroutes.telnyx;

import org.jspecify.annotations.NullMarked;
