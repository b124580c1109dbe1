@NullMarked
package io.mmsroutes.sending.request;

import org.jspecify.annotations.NullMarked;
