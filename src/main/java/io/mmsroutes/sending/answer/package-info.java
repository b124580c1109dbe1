@NullMarked
package io.mmsroutes.sending.answer;

import org.jspecify.annotations.NullMarked;
