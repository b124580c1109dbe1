@NullMarked
package io.mmsroutes.reply;

import org.jspecify.annotations.NullMarked;
