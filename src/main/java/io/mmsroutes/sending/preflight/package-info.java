@NullMarked
package io.mmsroutes.sending.preflight;

import org.jspecify.annotations.NullMarked;
